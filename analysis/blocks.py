"""Walk over large tables in blocks of rows, so that no step needs a second table of the same size."""

from collections.abc import Iterator

CELLS_AT_ONCE = 1 << 18


def row_blocks(n_rows: int, n_columns: int) -> Iterator[slice]:
    """Yield slices of rows that together cover a table, each of about `CELLS_AT_ONCE` cells.

    >>> [(part.start, part.stop) for part in row_blocks(3, 200_000)]
    [(0, 1), (1, 2), (2, 3)]
    """
    step = max(1, CELLS_AT_ONCE // max(1, n_columns))
    for start in range(0, n_rows, step):
        yield slice(start, min(n_rows, start + step))
