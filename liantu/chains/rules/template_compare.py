"""What changed between two versions of a chain template?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from liantu.chains.rules.template_model import Node, Template

_PLAIN_FIELDS = ("name", "name_en", "stage", "intent", "logistic_class")
_LIST_FIELDS = ("words", "exclude", "gbt4754")


@dataclass(frozen=True)
class FieldChange:
    """One field of the chain or of a node: for plain fields ``old`` and ``new``, for lists what came and went."""

    field: str
    old: str = ""
    new: str = ""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class NodeChange:
    """A node that both versions have, with the fields that differ."""

    code: str
    name: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class TemplateChanges:
    """Everything that differs between two versions, each part in the order of the file it stands in."""

    chain: tuple[FieldChange, ...] = ()
    nodes_added: tuple[Node, ...] = ()
    nodes_removed: tuple[Node, ...] = ()
    nodes_changed: tuple[NodeChange, ...] = ()
    edges_added: tuple[tuple[str, str], ...] = ()
    edges_removed: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        """Is there any difference that matters to a reader or to a screening?"""
        return any(
            (self.chain, self.nodes_added, self.nodes_removed, self.nodes_changed, self.edges_added, self.edges_removed)
        )


def compare_templates(old: Template, new: Template) -> TemplateChanges:
    """What was added, removed and changed from ``old`` to ``new``?

    Nodes are matched by code, so a node with a new code is one removed and one added. The version number is no
    change, and neither is the order of words, nodes or edges.
    """
    old_nodes = {node.code: node for node in old.nodes}
    new_nodes = {node.code: node for node in new.nodes}
    old_edges = dict.fromkeys((edge.source, edge.target) for edge in old.edges)
    new_edges = dict.fromkeys((edge.source, edge.target) for edge in new.edges)
    changed = (
        NodeChange(code, node.name, fields)
        for code, node in new_nodes.items()
        if code in old_nodes and (fields := tuple(_node_fields(old_nodes[code], node)))
    )
    return TemplateChanges(
        chain=tuple(
            FieldChange(name, getattr(old, name), getattr(new, name))
            for name in ("chain", "name_en")
            if getattr(old, name) != getattr(new, name)
        ),
        nodes_added=tuple(node for code, node in new_nodes.items() if code not in old_nodes),
        nodes_removed=tuple(node for code, node in old_nodes.items() if code not in new_nodes),
        nodes_changed=tuple(changed),
        edges_added=tuple(edge for edge in new_edges if edge not in old_edges),
        edges_removed=tuple(edge for edge in old_edges if edge not in new_edges),
    )


def _node_fields(old: Node, new: Node) -> Iterator[FieldChange]:
    for name in _PLAIN_FIELDS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield FieldChange(name, before, after)
    for name in _LIST_FIELDS:
        before_items, after_items = getattr(old, name), getattr(new, name)
        added = tuple(item for item in dict.fromkeys(after_items) if item not in set(before_items))
        removed = tuple(item for item in dict.fromkeys(before_items) if item not in set(after_items))
        if added or removed:
            yield FieldChange(name, added=added, removed=removed)
