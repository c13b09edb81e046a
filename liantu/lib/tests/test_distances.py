"""Where cities lie and how far apart they are."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from liantu.lib.distances import ROAD_FACTOR, city_points, point_of, road_km, road_km_between, road_km_to_all
from liantu.lib.regions import normalise_city, normalise_province

# Places of the comparison table that are districts or county seats listed as cities there.
NO_CITIES = {("山东", "牡丹区"), ("贵州", "兴义"), ("云南", "墨江哈尼族自治县"), ("新疆", "阿图什"), ("", "港澳台")}


def test_known_distances() -> None:
    assert road_km_between("北京市", "北京市", "上海", "上海") == pytest.approx(1067 * ROAD_FACTOR, rel=0.02)
    assert road_km_between("山西省", "运城市", "山西", "临汾") == pytest.approx(127 * ROAD_FACTOR, rel=0.05)
    assert road_km_between("山西", "运城", "山西", "运城") == 0


def test_names_as_registers_write_them() -> None:
    assert point_of("湖北省", "襄樊市") == point_of("湖北", "襄阳")
    assert point_of("吉林", "延边州") == point_of("吉林省", "延边朝鲜族自治州")
    assert point_of("上海", "嘉定") == point_of("上海市", "上海市")
    assert point_of("", "运城") == point_of("山西", "运城")


@pytest.mark.parametrize(
    ("province", "city"), [("", ""), ("山西", ""), ("山西", "不存在"), ("", "海南市场"), ("", "朝阳路")]
)
def test_what_is_not_known_is_not_guessed(province: str, city: str) -> None:
    assert point_of(province, city) is None
    assert road_km_between(province, city, "山西", "运城") is None


def test_many_at_once_equal_one_by_one() -> None:
    home = point_of("山西", "运城")
    assert home is not None
    points = np.array([*list(city_points().values())[:50], (np.nan, np.nan)])
    far = road_km_to_all(home, points)
    assert np.allclose(far[:50], [road_km(home, tuple(point)) for point in points[:50]])
    assert np.isnan(far[50])


@pytest.mark.shared_data
def test_every_city_lies_where_another_table_has_it(shared_data: Path) -> None:
    """All prefecture-level places of an independent table are known and at most 30 km off."""
    places: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with (shared_data / "econ" / "admin" / "china_region_latlon.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            places[normalise_province(row["province"]), normalise_city(row["city"])].append(row)
    wrong = []
    for (province, city), rows in places.items():
        if (province, city) in NO_CITIES:
            continue
        seat = next((row for row in rows if row["county"] == row["city"]), rows[0])
        point = point_of(province, city)
        far = (
            None if point is None else road_km(point, (float(seat["longitude"]), float(seat["latitude"]))) / ROAD_FACTOR
        )
        if far is None or far > 30:
            wrong.append((province, city, far))
    assert len(places) > 330
    assert not wrong
