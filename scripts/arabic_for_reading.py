"""Take lam-alef apart in an Arabic font: it looks the same, and copied text is in the right order.

A ligature is one glyph for two letters, and most readers of PDF turn the two round when text is copied or
searched (the word for "to the" comes out misspelt). Here the ligature's drawing stands for the lam alone and
an empty glyph for the alef, each with its letter: chosen by context, one for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

ALEF_WIDTH = 200
"""What of the drawing's width goes with the alef, in units of the font."""

MARKS_ON_BASES, MARKS_ON_LIGATURES = 4, 5
"""Kinds of lookups, as the format numbers them."""

Pairs = Mapping[tuple[str, str], str]
"""(lam, alef) with their ligature."""


def take_apart(font: TTFont) -> int:
    """Replace the required ligatures of a lam and an alef; return how many. Others are dropped."""
    substitutions = font["GSUB"].table
    index = _required_ligatures(substitutions)
    lookup = substitutions.LookupList.Lookup[index]
    pairs = {
        (lam, ligature.Component[0]): ligature.LigGlyph
        for lam, found in lookup.SubTable[0].ligatures.items()
        for ligature in found
        if len(ligature.Component) == 1 and "FEF0" not in ligature.Component[0]
    }
    alefs = {alef: f"{alef}.within" for _, alef in pairs}
    _draw(font, pairs, alefs)
    _choose(substitutions, index, pairs, alefs)
    _place_marks(font["GPOS"].table, pairs, alefs)
    return len(pairs)


def _required_ligatures(substitutions: Any) -> int:
    """Return the lookup with the ligatures of lam and alef."""
    for record in substitutions.FeatureList.FeatureRecord:
        if record.FeatureTag == "rlig":
            for index in record.Feature.LookupListIndex:
                lookup = substitutions.LookupList.Lookup[index]
                if "uniFEDF" in getattr(lookup.SubTable[0], "ligatures", {}):
                    return int(index)
    raise LookupError("the font has no required ligatures of lam and alef")


def _draw(font: TTFont, pairs: Pairs, alefs: Mapping[str, str]) -> None:
    """Add the glyphs: the drawing, set back by the width of the alef, and nothing."""
    glyphs, widths, classes = font["glyf"], font["hmtx"], font["GDEF"].table.GlyphClassDef.classDefs
    for name in alefs.values():
        glyphs[name] = Glyph()
        widths[name] = (ALEF_WIDTH, 0)
        classes[name] = 1
    for ligature in pairs.values():
        part = GlyphComponent()
        part.glyphName, part.x, part.y, part.flags = ligature, -ALEF_WIDTH, 0, 0x4
        drawing = Glyph()
        drawing.numberOfContours, drawing.components = -1, [part]
        glyphs[f"{ligature}.ink"] = drawing
        width, bearing = widths[ligature]
        widths[f"{ligature}.ink"] = (width - ALEF_WIDTH, bearing - ALEF_WIDTH)
        classes[f"{ligature}.ink"] = 1
    font.setGlyphOrder(list(dict.fromkeys((*font.getGlyphOrder(), *glyphs.keys()))))


def _coverage(glyphs: Iterable[str]) -> Any:
    coverage = otTables.Coverage()
    coverage.glyphs = sorted(set(glyphs))
    return coverage


def _choose(substitutions: Any, index: int, pairs: Pairs, alefs: Mapping[str, str]) -> None:
    """Put chains in the place of the ligatures: lam by the alef that follows, alef after the drawing."""
    lookups = substitutions.LookupList.Lookup
    flag = lookups[index].LookupFlag
    chains = []
    for alef in alefs:
        mapping = {lam: f"{ligature}.ink" for (lam, other), ligature in pairs.items() if other == alef}
        lookups.append(_single(mapping, flag))
        chains.append(_chain(mapping, len(lookups) - 1, after=(), before=[alef]))
    lookups[index] = _chaining(chains, flag)
    lookups.append(_single(alefs, flag))
    inks = [f"{ligature}.ink" for ligature in pairs.values()]
    lookups.append(_chaining([_chain(alefs, len(lookups) - 1, after=inks, before=())], flag))
    for record in substitutions.FeatureList.FeatureRecord:
        if record.FeatureTag == "rlig":
            record.Feature.LookupListIndex.append(len(lookups) - 1)
            record.Feature.LookupCount = len(record.Feature.LookupListIndex)
    substitutions.LookupList.LookupCount = len(lookups)


def _single(mapping: Mapping[str, str], flag: int) -> Any:
    table = otTables.SingleSubst()
    table.mapping = dict(mapping)
    return _lookup(1, [table], flag)


def _chaining(chains: list[Any], flag: int) -> Any:
    return _lookup(6, chains, flag)


def _lookup(kind: int, tables: list[Any], flag: int) -> Any:
    lookup = otTables.Lookup()
    lookup.LookupType, lookup.LookupFlag = kind, flag
    lookup.SubTable, lookup.SubTableCount = tables, len(tables)
    return lookup


def _chain(of: Iterable[str], lookup: int, after: Iterable[str], before: Iterable[str]) -> Any:
    chain = otTables.ChainContextSubst()
    chain.Format = 3
    after, before = list(after), list(before)
    chain.BacktrackCoverage = [_coverage(after)] if after else []
    chain.InputCoverage = [_coverage(of)]
    chain.LookAheadCoverage = [_coverage(before)] if before else []
    record = otTables.SubstLookupRecord()
    record.SequenceIndex, record.LookupListIndex = 0, lookup
    chain.SubstLookupRecord = [record]
    chain.BacktrackGlyphCount, chain.LookAheadGlyphCount = (
        len(chain.BacktrackCoverage),
        len(chain.LookAheadCoverage),
    )
    chain.InputGlyphCount = chain.SubstCount = 1
    return chain


def _place_marks(positions: Any, pairs: Pairs, alefs: Mapping[str, str]) -> None:
    """Give the new glyphs the places for marks that the two halves of the ligature had."""
    for lookup in positions.LookupList.Lookup:
        tables = [table for table in lookup.SubTable if lookup.LookupType == MARKS_ON_LIGATURES]
        made = [_marks_on_bases(table, pairs, alefs) for table in tables]
        for other in positions.LookupList.Lookup:
            if made and other.LookupType == MARKS_ON_BASES:
                other.SubTable.extend(table for table in made if table is not None)
                other.SubTableCount = len(other.SubTable)
                break


def _marks_on_bases(table: Any, pairs: Pairs, alefs: Mapping[str, str]) -> Any:
    places: dict[str, list[Any]] = {}
    known = dict(zip(table.LigatureCoverage.glyphs, table.LigatureArray.LigatureAttach, strict=True))
    for (_, alef), ligature in pairs.items():
        if ligature in known:
            first, second = (record.LigatureAnchor for record in known[ligature].ComponentRecord[:2])
            places[f"{ligature}.ink"] = [_moved(anchor) for anchor in first]
            places.setdefault(alefs[alef], list(second))
    if not places:
        return None
    made = otTables.MarkBasePos()
    made.Format, made.ClassCount = 1, table.ClassCount
    made.MarkCoverage, made.MarkArray = table.MarkCoverage, table.MarkArray
    made.BaseCoverage = _coverage(places)
    made.BaseArray = otTables.BaseArray()
    made.BaseArray.BaseRecord = []
    for name in made.BaseCoverage.glyphs:
        record = otTables.BaseRecord()
        record.BaseAnchor = places[name]
        made.BaseArray.BaseRecord.append(record)
    made.BaseArray.BaseCount = len(places)
    return made


def _moved(anchor: Any) -> Any:
    if anchor is None:
        return None
    moved = otTables.Anchor()
    moved.Format = 1
    moved.XCoordinate, moved.YCoordinate = anchor.XCoordinate - ALEF_WIDTH, anchor.YCoordinate
    return moved
