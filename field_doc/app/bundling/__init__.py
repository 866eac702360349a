"""Maps a vault to what ``export`` makes a bundle of; the only place that knows both."""
