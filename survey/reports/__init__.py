"""Reports: one context of plain values, rendered as a page or as a PDF from the same template."""
