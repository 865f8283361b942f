"""Paper: a sheet of plain values becomes a PDF or a picture. Knows no record, no reader and no database."""
