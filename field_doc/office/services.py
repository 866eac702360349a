"""The parts of the server, put together over its folder."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from field_doc.base.clock import Clock, SystemClock
from field_doc.base.errors import AccessRefused
from field_doc.office.database import Database
from field_doc.office.devices import Devices
from field_doc.office.folder import DATABASE, OBJECTS, DeviceKeys, OfficeFolder
from field_doc.office.logins import Logins
from field_doc.office.objects import ObjectStore
from field_doc.office.requests import token, work
from field_doc.office.submissions import Submissions


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request: a device that is confirmed at this moment."""

    device: str
    keys: DeviceKeys


@dataclass(frozen=True, slots=True)
class Services:
    """What the routes call."""

    folder: OfficeFolder
    database: Database
    logins: Logins
    devices: Devices
    objects: ObjectStore
    submissions: Submissions

    async def caller(self, request: Request) -> Caller:
        """The device of the session; a revoked one has none from that moment on."""
        device = self.logins.who(token(request))
        keys = await work(self.devices.keys, device)
        if keys is None:
            raise AccessRefused("session.unknown")
        return Caller(device, keys)

    async def desk(self, request: Request) -> Caller:
        """The same, but only the desk."""
        caller = await self.caller(request)
        if caller.device != self.folder.desk:
            raise AccessRefused("office.desk-only")
        return caller


def build(folder: OfficeFolder, clock: Clock | None = None) -> Services:
    """Services over a server's folder; ``close`` the database in the end."""
    clock = clock or SystemClock()
    database = Database(folder.path / DATABASE)
    objects = ObjectStore(folder.path / OBJECTS, database)
    return Services(
        folder=folder,
        database=database,
        logins=Logins(folder.server_id, folder.tls_spki, clock),
        devices=Devices(folder, database, clock),
        objects=objects,
        submissions=Submissions(folder, database, objects, clock),
    )
