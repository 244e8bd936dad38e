"""What Synapse hands over, frozen or as objects of its own, becomes plain JSON."""

from types import MappingProxyType

from chancery_policy.json_value import plain_object, thaw


def test_what_is_frozen_is_thawed_to_the_bottom() -> None:
    """Mappings become dictionaries, tuples lists; everything else stays."""
    frozen = MappingProxyType({"a": (1, MappingProxyType({"b": ()})), "c": [("x",)], "d": None, "e": "text"})
    thawed = thaw(frozen)
    assert thawed == {"a": [1, {"b": []}], "c": [["x"]], "d": None, "e": "text"}
    assert isinstance(thawed, dict)
    assert [type(one) for one in thawed["a"]] == [int, dict]
    assert thaw("text") == "text"
    assert thaw(True) is True


def test_in_what_is_no_object_nothing_is_found() -> None:
    """Also for what a client sent in the place of one."""
    assert plain_object(MappingProxyType({"a": (1,)})) == {"a": [1]}
    for other in (None, [], ["a"], "a", 1):
        assert plain_object(other) == {}
