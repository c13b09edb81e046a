"""Complexity against the ``ecomplexity`` package in the same run: ``python -m benchmarks.chain_science complexity``."""

from __future__ import annotations

import time
import warnings
from pathlib import Path

import numpy as np

from liantu.chains.rules.complexity import complexity_of, location_quotients, presence
from liantu.chains.rules.relatedness import entry_test


def run(shared: Path, _part: str) -> bool:
    """Equality to 1e-10 and time on 226 countries × 785 goods; the entry test on listed firms by province."""
    import pandas as pd
    from ecomplexity import ecomplexity

    folder = shared / "econ"
    rows = pd.read_csv(
        folder / "complexity" / "world_trade_avg_1998_2000_sitc4.csv", dtype={"product": str}, keep_default_na=False
    )
    rows["value"] = rows["value"].astype(float)
    rows["year"] = 2000
    started = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = ecomplexity(
            rows,
            {"time": "year", "loc": "country", "prod": "product", "val": "value"},
            verbose=False,
            check_logsupermodularity=False,
        )
    their_seconds = time.perf_counter() - started
    started = time.perf_counter()
    table = rows.pivot_table(index="country", columns="product", values="value", fill_value=0.0, aggfunc="first")
    table = table.loc[table.sum(axis=1) != 0, table.sum(axis=0) != 0]
    ours = complexity_of(presence(location_quotients(table.to_numpy(dtype=np.float64))))
    our_seconds = time.perf_counter() - started
    where = {name: at for at, name in enumerate(table.index)}, {name: at for at, name in enumerate(table.columns)}
    i, j = theirs["country"].map(where[0]).to_numpy(), theirs["product"].map(where[1]).to_numpy()
    known = ~(pd.isna(i) | pd.isna(j))
    i, j = i[known].astype(int), j[known].astype(int)
    off = {
        "ECI": np.nanmax(np.abs(ours.eci[i] - theirs["eci"].to_numpy()[known])),
        "PCI": np.nanmax(np.abs(ours.pci[j] - theirs["pci"].to_numpy()[known])),
        "density": np.nanmax(np.abs(ours.density[i, j] - theirs["density"].to_numpy()[known])),
        "COI": np.nanmax(np.abs(ours.coi[i] - theirs["coi"].to_numpy()[known])),
        "COG": np.nanmax(np.abs(ours.cog[i, j] - theirs["cog"].to_numpy()[known])),
    }
    print("off: " + ", ".join(f"{name} {value:.1e}" for name, value in off.items()))
    print(f"time: {our_seconds:.2f} s against {their_seconds:.2f} s ({their_seconds / our_seconds:.0f} x)")
    _entries(folder)
    return max(off.values()) < 1e-10 and our_seconds <= their_seconds


def _entries(folder: Path) -> None:
    """How well density and size told which industries a province would gain."""
    import pandas as pd

    firms = pd.read_csv(folder / "regional" / "cn_listed_2019_area_industry.csv", dtype={"timeToMarket": str})
    firms["year"] = firms["timeToMarket"].astype(int) // 10000
    areas, industries = sorted(firms["area"].unique()), sorted(firms["industry"].unique())

    def table(until: int) -> np.ndarray:
        some = firms[firms["year"] <= until]
        return (
            some.groupby(["area", "industry"])
            .size()
            .unstack(fill_value=0)
            .reindex(index=areas, columns=industries, fill_value=0)
            .to_numpy(float)
        )

    for year in (2009, 2011, 2014, 2016):
        found = entry_test(table(year), table(9999))
        three = (found.auc_density, found.auc_size, found.auc_both)
        print(f"entries after {year}: density {three[0]:.3f}, size {three[1]:.3f}, both {three[2]:.3f}")
