"""The columns of a release and how Arrow batches are brought to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import one_problem

if TYPE_CHECKING:
    import pyarrow as pa

ROW_GROUP = 1_024
BATCH_ROWS = 65_536
REQUIRED = ("name", "business_scope")
_RENAMED = {"capital_10k": "capital_wan_yuan"}


def schema() -> pa.Schema:
    """The Arrow schema of ``enterprises.parquet`` in a release."""
    import pyarrow as pa

    return pa.schema(
        [  # type: ignore[arg-type]
            ("enterprise_id", pa.int64()),
            ("name", pa.string()),
            ("credit_code", pa.string()),
            ("credit_code_valid", pa.bool_()),
            ("registered_on", pa.date32()),
            ("enterprise_type", pa.string()),
            ("capital_text", pa.string()),
            ("capital_wan_yuan", pa.float64()),
            ("capital_currency", pa.string()),
            ("business_scope", pa.string()),
            ("province", pa.string()),
            ("city", pa.string()),
            ("gbt4754", pa.string()),
            ("status", pa.string()),
            ("source_row", pa.int64()),
        ]
    )


def conform(batch: pa.RecordBatch, first_row: int) -> pa.RecordBatch:
    """The batch with exactly the release's columns: missing ones empty, null texts '', ids numbered from ``first_row``.

    Raises ReleaseError when the name or the scope is missing or a column has a type that cannot be read.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    given = {_RENAMED.get(name, name): batch.column(i) for i, name in enumerate(batch.schema.names)}
    missing = [name for name in REQUIRED if name not in given]
    if missing:
        raise one_problem(
            "column-missing",
            "The table has no column %(columns)s.",
            columns=", ".join(missing),
            fix="Name and business scope are needed; the other columns may be missing.",
        )
    columns: list[Any] = []
    numbers = pa.array(range(first_row, first_row + batch.num_rows), pa.int64())
    for field in schema():
        values = given.get(field.name)
        if values is None:
            if field.name in ("enterprise_id", "source_row"):
                values = numbers
            elif field.type == pa.string():
                values = pa.repeat(pa.scalar("", pa.string()), batch.num_rows)
            else:
                values = pa.nulls(batch.num_rows, field.type)
        columns.append(_as_type(values, field, pa, pc))
    return pa.RecordBatch.from_arrays(columns, schema=schema())


def _as_type(values: Any, field: Any, pa: Any, pc: Any) -> Any:
    try:
        if values.type != field.type:
            values = values.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise one_problem(
            "column-type",
            "Column %(column)s has type %(type)s, which cannot be read as %(wanted)s.",
            column=field.name,
            type=str(values.type),
            wanted=str(field.type),
        ) from error
    if values.null_count and field.type == pa.string():
        values = pc.fill_null(values, "")
    if values.null_count and field.type == pa.bool_():
        values = pc.fill_null(values, False)
    if values.null_count and field.name in ("enterprise_id", "source_row"):
        raise one_problem("id-missing", "Column %(column)s has empty cells.", column=field.name)
    return values


def batches_of(source: object) -> Iterator[pa.RecordBatch]:
    """Arrow batches of a Parquet path, several paths, an Arrow table, or batches themselves."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if isinstance(source, str | Path):
        with pq.ParquetFile(source) as file:
            yield from file.iter_batches(BATCH_ROWS)
    elif isinstance(source, pa.Table):
        yield from source.to_batches(BATCH_ROWS)
    elif isinstance(source, pa.RecordBatch):
        yield source
    elif isinstance(source, Iterable):
        for part in source:
            yield from batches_of(part)
    else:
        raise TypeError(f"not a source of rows: {type(source).__name__}")


def rows_of(source: object) -> int | None:
    """How many rows a source has, if that can be told without reading it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if isinstance(source, str | Path):
        return int(pq.read_metadata(source).num_rows)
    if isinstance(source, pa.Table | pa.RecordBatch):
        return int(source.num_rows)
    if isinstance(source, Sequence):
        counts = [rows_of(part) for part in source]
        return None if None in counts else sum(count for count in counts if count is not None)
    return None
