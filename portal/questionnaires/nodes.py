"""Reading YAML node by node, so that every fault is told with its line and none hides another."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

_STRING = "tag:yaml.org,2002:str"
_BOOLEAN = "tag:yaml.org,2002:bool"
_INTEGER = "tag:yaml.org,2002:int"


@dataclass(frozen=True, order=True)
class Fault:
    """One fault: file (relative to the library), line from 1, stable code, English sentence."""

    path: str
    line: int
    code: str
    message: str

    def __str__(self) -> str:
        """Write the fault as compilers do.

        >>> str(Fault("VNR/1.yaml", 3, "unknown_key", "unknown key “colour”"))
        'VNR/1.yaml:3: unknown key “colour” (unknown_key)'
        """
        return f"{self.path}:{self.line}: {self.message} ({self.code})"


class NodeReader:
    """Reads the nodes of one file; a faulty node is noted in `faults` and read as an empty value."""

    def __init__(self, path: str) -> None:
        """Read a file of that name, relative to the library."""
        self.path = path
        self.faults: list[Fault] = []

    def fault(self, where: Node | int, code: str, message: str) -> None:
        """Note a fault at a node or a line."""
        line = where if isinstance(where, int) else line_of(where)
        self.faults.append(Fault(self.path, line, code, message))

    def compose(self, content: bytes) -> Node:
        """Return the root of a file; a file that is no YAML is one fault and an empty mapping."""
        try:
            root = yaml.compose(content, Loader=yaml.CSafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            self.fault(
                mark.line + 1 if mark else 1, "not_yaml", f"not YAML: {getattr(error, 'problem', error)}"
            )
            root = None
        return root if root is not None else MappingNode("tag:yaml.org,2002:map", [])

    def pairs(self, node: Node) -> list[tuple[str, Node, Node]]:
        """Return key, key node and value node of a mapping; keys are text and stand once."""
        if not isinstance(node, MappingNode):
            self.fault(node, "not_mapping", "names and values expected")
            return []
        found: dict[str, tuple[str, Node, Node]] = {}
        for key_node, value in node.value:
            key = self.text(key_node)
            if key in found:
                self.fault(key_node, "duplicate_key", f"“{key}” stands here twice")
            found.setdefault(key, (key, key_node, value))
        return list(found.values())

    def fields(
        self, node: Node, required: Collection[str], optional: Collection[str] = ()
    ) -> dict[str, Node]:
        """Return the values of a mapping by name, telling the unknown and the missing ones."""
        fields: dict[str, Node] = {}
        pairs = self.pairs(node)
        if not isinstance(node, MappingNode):
            return fields
        for key, key_node, value in pairs:
            if key in required or key in optional:
                fields[key] = value
            else:
                self.fault(key_node, "unknown_key", f"unknown key “{key}”")
        for key in required:
            if key not in fields:
                self.fault(node, "missing_key", f"“{key}” is missing")
        return fields

    def text(self, node: Node | None) -> str:
        """Return a text that is not empty; what YAML takes for a number, a boolean or nothing is a fault."""
        if node is None:
            return ""
        if not isinstance(node, ScalarNode):
            self.fault(node, "not_text", "a text expected")
            return ""
        if not node.value:
            self.fault(node, "not_text", "a text expected, and nothing is here")
        elif node.tag != _STRING:
            self.fault(node, "not_text", f"write “{node.value}” in quotation marks: it is not read as a text")
        return str(node.value)

    def choice(self, node: Node | None, choices: Collection[str]) -> str:
        """Return one of the texts allowed."""
        text = self.text(node)
        if node is not None and text not in choices:
            self.fault(node, "unknown_value", f"“{text}” is none of: {', '.join(sorted(choices))}")
        return text

    def flag(self, node: Node | None) -> bool:
        """Return a boolean, written true or false and in no other way."""
        if node is None:
            return False
        if not isinstance(node, ScalarNode) or node.tag != _BOOLEAN or node.value not in {"true", "false"}:
            self.fault(node, "not_flag", "true or false expected, in these words")
            return False
        return bool(node.value == "true")

    def items(self, node: Node | None) -> list[Node]:
        """Return the nodes of a list."""
        if node is None:
            return []
        if not isinstance(node, SequenceNode):
            self.fault(node, "not_list", "a list expected")
            return []
        return list(node.value)

    def texts(self, node: Node | None) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(self.text(item) for item in self.items(node))

    def integers(self, node: Node | None) -> tuple[int, ...]:
        """Return a list of whole numbers."""
        numbers: list[int] = []
        for item in self.items(node):
            if isinstance(item, ScalarNode) and item.tag == _INTEGER and item.value.isdecimal():
                numbers.append(int(item.value))
            else:
                self.fault(item, "not_number", "a whole number expected")
        return tuple(numbers)

    def labels(self, node: Node | None) -> Mapping[str, str]:
        """Return a mapping of texts to texts, in the order written."""
        if node is None:
            return {}
        return {key: self.text(value) for key, _, value in self.pairs(node)}


def line_of(node: Node) -> int:
    """Return the line of a node, from 1; 1 for the root of an empty file."""
    return int(node.start_mark.line) + 1 if node.start_mark else 1
