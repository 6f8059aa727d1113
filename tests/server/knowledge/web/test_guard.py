import threading
from collections.abc import Sequence

import pytest

from server.errors import Misconfigured
from server.knowledge.web.guard import Guard, Unresolved
from server.knowledge.web.urls import Refused

PUBLIC = ("93.184.216.34", "2606:4700::1111", "64:ff9b::5db8:d822", "::ffff:93.184.216.34", "2002:5db8:d822::1")
PRIVATE = (
    *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "127.0.0.1", "127.8.8.8", "100.64.0.1", "198.18.0.1"),
    *("192.0.2.1", "198.51.100.1", "203.0.113.1", "::1", "fc00::1", "fd12::1", "fec0::1", "2001:db8::1", "3fff::1"),
    *("100::1", "5f00::1", "4000::1", "::7f00:1", "64:ff9b:1::a00:1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::1", "2002:c0a8:101::"),
)
NEVER = (
    *("169.254.169.254", "169.254.1.1", "0.0.0.1", "0.1.2.3", "224.0.0.1", "239.255.255.250", "240.0.0.1"),
    *("255.255.255.255", "100.100.100.200", "168.63.129.16", "192.0.0.192", "::", "fe80::1", "ff02::1"),
    *("fd00:ec2::254", "fd20:ce::254", "2001::1", "2001:10::1"),
    *("::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1"),
)


def guard_at(*addresses: str, allowed: str = "") -> Guard:
    return Guard(allowed, lambda host, port: addresses)


def reached(guard: Guard, host: str = "h.example", port: int = 443) -> list[str]:
    return guard.addresses(host, port, 5.0)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_reached(address: str) -> None:
    assert len(reached(guard_at(address))) == 1


@pytest.mark.parametrize("address", [*PRIVATE, *NEVER])
def test_a_name_that_leads_to_another_address_is_refused(address: str) -> None:
    with pytest.raises(Refused, match="not public"):
        reached(guard_at(address))


@pytest.mark.parametrize("address", [*PRIVATE, *NEVER])
def test_so_is_the_address_itself_before_anybody_is_asked(address: str) -> None:
    with pytest.raises(Refused, match="not public"):
        Guard().check(f"http://[{address}]/" if ":" in address else f"http://{address}/")


@pytest.mark.parametrize("address", PRIVATE)
def test_an_operator_may_name_a_host_at_a_private_address(address: str) -> None:
    assert reached(guard_at(address, allowed="h.example"))
    with pytest.raises(Refused):
        reached(guard_at(address, allowed="h.example"), "other.example")


@pytest.mark.parametrize("address", NEVER)
def test_no_operator_can_name_metadata_or_what_is_nobodys(address: str) -> None:
    with pytest.raises(Refused):
        reached(guard_at(address, allowed="h.example"))


def test_one_private_address_among_public_ones_refuses_the_name() -> None:
    with pytest.raises(Refused):
        reached(guard_at("93.184.216.34", "10.0.0.1"))


def test_the_refusal_does_not_tell_the_address() -> None:
    with pytest.raises(Refused) as refused:
        reached(guard_at("10.1.2.3"))
    assert "10.1.2.3" not in str(refused.value)


def test_other_ports_are_refused_unless_the_operator_names_them() -> None:
    for port in (22, 25, 6379, 8080):
        with pytest.raises(Refused, match="port"):
            Guard().check(f"http://h.example:{port}/")
    guard = guard_at("10.0.0.1", allowed="h.example:8080")
    assert guard.check("http://h.example:8080/").port == 8080
    assert reached(guard, port=8080) == ["10.0.0.1"]
    for port in (8081, 80):
        with pytest.raises(Refused):
            reached(guard, port=port)


def test_what_the_operator_names_may_be_an_address() -> None:
    guard = Guard("127.0.0.1:8000, [::1]:8001, ::1, bücher.example")
    assert guard.check("http://127.0.0.1:8000/").host == "127.0.0.1"
    assert guard.check("http://[::1]:8001/").host == "::1"
    assert guard.check("http://[0:0::1]/").host == "::1"
    with pytest.raises(Refused):
        guard.check("http://127.0.0.1/")


@pytest.mark.parametrize(
    "text", ["http://wiki", "wiki/x", "a b", "wiki:", "wiki:99999", "*", "10.0.0.0/8", "127.1", "a?"]
)
def test_what_makes_no_sense_in_the_setting_is_said(text: str) -> None:
    with pytest.raises(Misconfigured, match="HANDRAIL_CRAWL_PRIVATE"):
        Guard(text)


def test_a_port_80_is_named_like_any_other() -> None:
    guard = guard_at("10.0.0.1", allowed="h.example:80")
    assert reached(guard, port=80)
    with pytest.raises(Refused):
        reached(guard, port=443)


def test_a_name_that_is_not_known_is_unresolved() -> None:
    def unknown(host: str, port: int) -> Sequence[str]:
        raise OSError("no such name")

    with pytest.raises(Unresolved):
        reached(Guard("", unknown))
    with pytest.raises(Unresolved):
        reached(guard_at())


def test_a_zone_in_an_answer_is_refused() -> None:
    with pytest.raises(Refused):
        reached(guard_at("fe80::1%eth0", allowed="h.example"))


def test_a_resolver_that_hangs_is_left() -> None:
    release = threading.Event()

    def hangs(host: str, port: int) -> Sequence[str]:
        release.wait(30)
        return ["93.184.216.34"]

    guard = Guard("", hangs)
    try:
        for _ in range(10):  # more than may hang at once
            with pytest.raises(Unresolved):
                guard.addresses("h.example", 443, 0.01)
    finally:
        release.set()


def test_the_systems_own_resolver_finds_loopback_and_it_is_refused() -> None:
    with pytest.raises(Refused):
        Guard().addresses("localhost", 80, 5.0)
    assert Guard("localhost").addresses("localhost", 80, 5.0)
