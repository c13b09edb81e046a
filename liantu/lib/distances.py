"""How far one city is from another by road, as nearly as two points on the map can tell.

``reference/regions/cities.csv`` gives the seat of every prefecture-level unit (old names of registers included), to
about a
kilometre. The road is taken as 1.3 times the great circle; where a road time is known it should be used instead.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from liantu.lib.reference_files import reference_path
from liantu.lib.regions import normalise_city, normalise_province

EARTH_KM = 6371.0
ROAD_FACTOR = 1.3
_ENDINGS = ("自治州", "黎族苗族自治县", "黎族自治县", "自治县", "新区", "州", "县", "市", "盟")
MUNICIPALITIES = ("北京", "天津", "上海", "重庆")


@cache
def city_points() -> Mapping[tuple[str, str], tuple[float, float]]:
    """Longitude and latitude of every city known, by short names of province and city."""
    with reference_path("regions", "cities.csv").open(encoding="utf-8", newline="") as lines:
        return {
            (row["province"], row["city"]): (float(row["longitude"]), float(row["latitude"]))
            for row in csv.DictReader(lines)
        }


@cache
def point_of(province: str, city: str) -> tuple[float, float] | None:
    """Where a city lies, from names as registers write them; None when it is not known. Nothing is guessed.

    A district of a municipality (上海 嘉定) lies where the municipality lies; a province's name alone lies nowhere.
    """
    of_province, of_city = normalise_province(province), normalise_city(city)
    known = city_points()
    if (of_province, of_city) in known:
        return known[of_province, of_city]
    if of_province in MUNICIPALITIES:
        return known[of_province, of_province]
    for ending in _ENDINGS:
        if of_city.endswith(ending) and (of_province, of_city.removesuffix(ending)) in known:
            return known[of_province, of_city.removesuffix(ending)]
    if not of_province and of_city:
        same = [point for (_province, name), point in known.items() if name == of_city]
        return same[0] if len(same) == 1 else None
    return None


def road_km(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Kilometres by road between two points (longitude, latitude), estimated."""
    lon_1, lat_1, lon_2, lat_2 = (np.radians(value) for value in (*first, *second))
    half = np.sin((lat_2 - lat_1) / 2) ** 2 + np.cos(lat_1) * np.cos(lat_2) * np.sin((lon_2 - lon_1) / 2) ** 2
    return float(ROAD_FACTOR * 2 * EARTH_KM * np.arcsin(np.sqrt(min(float(half), 1.0))))


def road_km_between(province: str, city: str, other_province: str, other_city: str) -> float | None:
    """Kilometres by road between two cities by name; None when one of them is not known."""
    first, second = point_of(province, city), point_of(other_province, other_city)
    return None if first is None or second is None else road_km(first, second)


def road_km_to_all(home: tuple[float, float], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Kilometres by road from ``home`` to many points (n, 2: longitude, latitude); NaN stays NaN."""
    lon, lat = np.radians(points[:, 0]), np.radians(points[:, 1])
    lon_0, lat_0 = np.radians(home[0]), np.radians(home[1])
    half = np.sin((lat - lat_0) / 2) ** 2 + np.cos(lat) * np.cos(lat_0) * np.sin((lon - lon_0) / 2) ** 2
    far: NDArray[np.float64] = ROAD_FACTOR * 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return far
