"""The four maps and five lists of a chain as one document to print and hand out."""
