"""A signature says who signed which bytes for which purpose, and any other tool can check it."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jws as oracle
from joserfc.jwk import OKPKey

from cocaf.crypto import jws, signing
from cocaf.crypto.client import KeyClient
from cocaf.domain.errors import CocafError

DOCUMENT = '{"body":{"narrative":"ملاحظة"},"head":{"id":"1"}}'.encode()


def jwk(client: KeyClient) -> OKPKey:
    x = base64.urlsafe_b64encode(client.public().signing).rstrip(b"=").decode()
    return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": x})


def test_another_implementation_verifies_our_signature(members: dict[str, KeyClient]) -> None:
    signature = members["MA"].protect([DOCUMENT], sign=True)[0].signature
    found = oracle.deserialize_compact(signature, jwk(members["MA"]), ["Ed25519"], payload=DOCUMENT)
    assert found.headers()["b64"] is False
    assert found.headers()["kid"] == members["MA"].public().signing_id == jwk(members["MA"]).thumbprint()


def test_we_verify_what_another_implementation_signed() -> None:
    key = OKPKey.generate_key("Ed25519")
    public = key.public_key.public_bytes_raw()
    header = {"alg": "Ed25519", "b64": False, "crit": ["b64"], "kid": jws.key_id(public)}
    signature = oracle.serialize_compact(header, DOCUMENT, key, ["Ed25519"])
    assert jws.verify(DOCUMENT, signature.encode(), public)


def test_a_signature_holds_for_its_bytes_and_its_signer_only(members: dict[str, KeyClient]) -> None:
    signature = members["MA"].protect([DOCUMENT], sign=True)[0].signature
    public = members["MA"].public().signing
    assert jws.verify(DOCUMENT, signature, public)
    assert not jws.verify(DOCUMENT + b" ", signature, public)
    assert not jws.verify(DOCUMENT, signature, members["SN"].public().signing)


def test_every_flipped_bit_of_a_signature_is_noticed(members: dict[str, KeyClient]) -> None:
    signature = members["MA"].protect([DOCUMENT], sign=True)[0].signature
    public = members["MA"].public().signing
    for place in range(len(signature)):
        for bit in (1, 2, 32):
            changed = bytearray(signature)
            changed[place] ^= bit
            assert not jws.verify(DOCUMENT, bytes(changed), public)


@settings(max_examples=200)
@given(st.binary(max_size=200), st.binary(max_size=40))
def test_no_nonsense_is_a_signature(signature: bytes, public: bytes) -> None:
    assert not jws.verify(DOCUMENT, signature, public)
    assert not signing.verify("audit", DOCUMENT, signature, public)
    assert not signing.verify_checkpoint("audit", DOCUMENT, signature, public)


def test_a_signature_for_one_purpose_does_not_serve_for_another(members: dict[str, KeyClient]) -> None:
    public = members["MA"].public()
    for purpose in signing.OPEN_PURPOSES:
        signature = members["MA"].sign(purpose, [DOCUMENT])[0]
        checkpoint = members["MA"].checkpoint(purpose, [DOCUMENT])[0]
        for other in (*signing.OPEN_PURPOSES, *signing.SEALING_PURPOSES):
            assert signing.verify(other, DOCUMENT, signature, public.signing) == (other == purpose)
            assert signing.verify_checkpoint(other, DOCUMENT, checkpoint, public.checkpoint) == (other == purpose)


def test_a_document_s_signature_cannot_be_had_by_asking_for_another_purpose(members: dict[str, KeyClient]) -> None:
    public = members["MA"].public().signing
    header = jws.header_of(public)
    for purpose in signing.OPEN_PURPOSES:
        raw = members["MA"].sign(purpose, [header + b"." + DOCUMENT])[0]
        assert not jws.verify(DOCUMENT, header + b".." + jws.base64url(raw), public)


@pytest.mark.parametrize("purpose", ["frame", "message", "", "document", "audit\0x"])
def test_the_key_process_signs_no_frame_on_request(members: dict[str, KeyClient], purpose: str) -> None:
    with pytest.raises(CocafError) as refusal:
        members["MA"].sign(purpose, [b"x"])
    assert refusal.value.code == "keys.purpose"
