"""What is printed: blank forms, statements for reading back, acts, filled records, labels. See docs/handbook/paper.md.

No sheet carries the program's name, an organisation or an address on the network: whoever carries one is searched.
"""
