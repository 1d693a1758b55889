#!/usr/bin/env python3
"""Checks the files of a Gavel pack or of signed minutes with Python's standard library alone.

Detach the files of the PDF into one folder and run this script there. It recomputes every digest, link, Merkle root
and text commitment, and who asked for each erasure and who carried it out. It does not check signatures: the printed
openssl commands do. Exit code 0: everything holds, gaps are named; 1: not.

With the name of a proof (verify.py proof-….json) it checks that one event: the commit, its path to the root, and the
checkpoint that states the root. With --split it also writes the parts beside it that openssl and sha256sum take.
"""
import base64
import glob
import hashlib
import json
import os
import re
import sys

problems = []
gaps = []
asked = {}
erasures = {}
done = {"files": 0, "commits": 0, "texts": 0, "erased": 0, "left out": 0, "of another history": 0, "checkpoints": 0, "proofs": 0}


def problem(text):
    problems.append(text)


def sha256(*parts):
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


def read(name):
    with open(name, "rb") as handle:
        return handle.read()


def digest_of(name):
    """Piece by piece: volumes may be larger than memory."""
    digest = hashlib.sha256()
    with open(name, "rb") as handle:
        for piece in iter(lambda: handle.read(1 << 20), b""):
            digest.update(piece)
    return digest.hexdigest()


def check_manifest():
    lines = read("manifest.txt").decode("utf-8").split("\n")
    if lines[0] != "# gavel-manifest-v1":
        problem("manifest.txt does not start with its own name")
    named = {}
    for line in lines[1:]:
        holder = re.fullmatch(r"# pack \S+ revision \d+, volume (\d+) of \d+: ([A-Za-z0-9][A-Za-z0-9._-]*)", line)
        if holder and not os.path.isfile(holder.group(2)):
            problem("volume %s, %s, is missing: it carries the manifest" % holder.groups())
        if not line or line.startswith("#"):
            continue
        match = re.fullmatch(r"([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9._-]*)", line)
        if match:
            named[match.group(2)] = match.group(1)
        else:
            problem("manifest.txt has a malformed line: " + line[:100])
    for name, digest in named.items():
        done["files"] += 1
        if not os.path.isfile(name):
            problem(name + " is missing")
            continue
        found = digest_of(name)
        twins = [other for other, wanted in named.items() if wanted == found]
        if found != digest:
            problem(name + " is not the file the manifest names" + (": it is " + twins[0] if twins else ""))


def rows(name):
    with open(name, encoding="utf-8", newline="\n") as handle:
        for number, line in enumerate(handle, 1):
            try:
                yield "%s, line %d" % (name, number), json.loads(line)
            except ValueError:
                problem("%s, line %d is not JSON" % (name, number))


def note_erasure(event):
    """An erasure takes two persons: one asks for the texts of a class of a record to be erased, another one does it."""
    if event["t"] == "payload.redactionProposed":
        asked.setdefault((event["s"], event["d"].get("class")), set()).add(event["by"])
    elif event["t"] == "payload.redacted":
        for commitment in event["d"].get("commitments", []):
            erasures.setdefault(commitment, []).append(event)


def check_erasure(where, commitment):
    acts = erasures.get(commitment, [])
    if not acts:
        gaps.append(where + ": a text was erased, and the erasure is not among these commits")
    elif not any(act["d"].get("proposedBy") in asked.get((act["s"], act["d"].get("class")), set()) - {act["by"]} for act in acts):
        gaps.append(where + ": a text was erased by one person alone")


def check_commit(where, row, feeds):
    feed, seq, envelope_bytes = row["feed"], row["seq"], row["env"].encode("utf-8")
    chain = feeds.setdefault(feed, [])
    digest = sha256(b"gavel-commit-v1\n", envelope_bytes)
    envelope = json.loads(row["env"])
    if digest.hex() != row["hash"]:
        problem(where + ": the commit does not have the digest it claims")
    if seq != len(chain) or envelope["seq"] != seq or envelope["feed"] != feed:
        problem(where + ": the commit stands in the wrong place")
    if envelope["prev"] != (chain[-1].hex() if chain else None):
        problem(where + ": the commit does not follow the one before it")
    chain.append(digest)
    done["commits"] += 1
    for event in envelope["events"]:
        note_erasure(event)
        for reference in event.get("p", {}).values():
            yield reference["c"], reference["n"], where


def check_beside(where, row):
    """A commit that a copy of the device wrote under its name; it is kept as proof of the copy and not counted."""
    envelope = json.loads(row["env"])
    if sha256(b"gavel-commit-v1\n", row["env"].encode("utf-8")).hex() != row["hash"]:
        problem(where + ": the commit does not have the digest it claims")
    if envelope["seq"] != row["seq"] or envelope["feed"] != row["feed"]:
        problem(where + ": the commit stands in the wrong place")
    done["of another history"] += 1


def merkle_root(digests):
    """RFC 6962: leaves are hashed with 0, inner nodes with 1, an odd one goes up as it is."""
    level = [sha256(b"\x00", digest) for digest in digests]
    while len(level) > 1:
        level = [sha256(b"\x01", level[i], level[i + 1]) if i + 1 < len(level) else level[i] for i in range(0, len(level), 2)]
    return level[0] if level else sha256()


def check_texts(wanted, texts):
    for commitment, length, where in wanted:
        row = texts.get(commitment)
        if row is None:
            problem(where + ": a text is missing without a word")
        elif row["k"] == "r":
            done["erased"] += 1
            check_erasure(where, commitment)
        elif row["k"] == "o":
            done["left out"] += 1
        else:
            salt, text = base64.b64decode(row["salt"]), base64.b64decode(row["bytes"])
            if len(text) != length or sha256(b"gavel-payload-v1\n", salt, text).hex() != commitment:
                problem(where + ": a text is not the one that was committed")
            done["texts"] += 1


def check_checkpoint(name, feeds):
    lines = read(name).decode("utf-8").split("\n")
    if len(lines) != 7 or lines[0] != "gavel-checkpoint-v1" or lines[6] != "":
        problem(name + " is malformed")
        return
    feed, count = lines[1].rsplit("/", 1)[-1], int(lines[2])
    chain = feeds.get(feed, [])
    if count > len(chain):
        problem("%s covers %d commits, but only %d are here" % (name, count, len(chain)))
    elif base64.b64encode(merkle_root(chain[:count])).decode() != lines[3] or (count and chain[count - 1].hex() != lines[4]):
        problem(name + " does not fit the commits that are here")
    done["checkpoints"] += 1


def check_proof(proof):
    """One inclusion proof of RFC 6962, 2.1.1: {"hash", "index", "count", "path": [base64], "root": base64}."""
    node, index, last = sha256(b"\x00", bytes.fromhex(proof["hash"])), proof["index"], proof["count"] - 1
    for step in (base64.b64decode(text) for text in proof["path"]):
        if index % 2 == 1 or index == last:
            node = sha256(b"\x01", step, node)
            while index % 2 == 0 and index != 0:
                index, last = index // 2, last // 2
        else:
            node = sha256(b"\x01", node, step)
        index, last = index // 2, last // 2
    if last != 0 or base64.b64encode(node).decode() != proof["root"]:
        problem("a proof for commit %s does not hold" % proof["hash"][:16])
    done["proofs"] += 1


def check_proof_file(name, is_split):
    """The proof of one event: {"kind": "gavel-proof", "event", "commit", "proof", "checkpoint", "device"}."""
    whole = json.loads(read(name).decode("utf-8"))
    if whole["kind"] != "gavel-proof" or whole["v"] != 1:
        problem(name + " is no proof of a kind known here")
    place, commit, proof, checkpoint = whole["event"], whole["commit"], whole["proof"], whole["checkpoint"]
    envelope_bytes = commit["env"].encode("utf-8")
    envelope = json.loads(commit["env"])
    if sha256(b"gavel-commit-v1\n", envelope_bytes).hex() != proof["hash"]:
        problem("the commit does not have the digest the proof begins with")
    if envelope["feed"] != place["feed"] or envelope["seq"] != place["seq"] or proof["index"] != place["seq"] or place["event"] >= len(envelope["events"]):
        problem("the commit stands elsewhere than the proof says, or has no such event")
    check_proof(proof)
    lines = checkpoint["text"].split("\n")
    if len(lines) != 7 or lines[0] != "gavel-checkpoint-v1":
        problem("the checkpoint is malformed")
    elif lines[1].rsplit("/", 1)[-1] != place["feed"] or lines[2] != str(proof["count"]) or lines[3] != proof["root"]:
        problem("the checkpoint states another feed, count or root than the proof leads to")
    key = base64.b64decode("".join(whole["device"].split("\n")[1:-2]))[-32:]
    if sha256(b"gavel-feed-v1\n", key).hex()[:32] != place["feed"]:
        problem("the attached key is not that of the feed")
    done["commits"], done["checkpoints"] = 1, 1
    stem = re.sub(r"\.json$", "", name)
    parts = {"-commit.json": envelope_bytes, "-commit.bin": b"gavel-sig-commit-v1\n" + sha256(b"gavel-commit-v1\n", envelope_bytes), "-commit.sig": base64.b64decode(commit["sig"]), "-checkpoint.txt": checkpoint["text"].encode("utf-8"), "-checkpoint.sig": base64.b64decode(checkpoint["sig"]), "-device.pem": whole["device"].encode("utf-8")}
    for ending, content in parts.items() if is_split else []:
        with open(stem + ending, "wb") as handle:
            handle.write(content)
    for what in ("checkpoint.txt", "commit.bin"):
        print("openssl pkeyutl -verify -pubin -inkey %s-device.pem -rawin -in %s-%s -sigfile %s-%s.sig" % (stem, stem, what, stem, what.split(".")[0]))
    if not is_split:
        print("The parts it takes are written with --split.")


def main():
    named = [argument for argument in sys.argv[1:] if argument != "--split"]
    if named:
        for name in named:
            check_proof_file(name, "--split" in sys.argv)
        return
    check_manifest()
    feeds, texts, wanted = {}, {}, []
    for name in sorted(glob.glob("*roster.ndjson")) + sorted(glob.glob("*evidence.ndjson")):
        for where, row in rows(name):
            if row["k"] == "c":
                wanted.extend(check_commit(where, row, feeds))
            elif row["k"] == "b":
                check_beside(where, row)
            elif row["k"] != "h":
                texts[row["c"]] = row
    check_texts(wanted, texts)
    for name in sorted(glob.glob("checkpoint-*.txt")):
        check_checkpoint(name, feeds)
    for proof in json.loads(read("proofs.json"))["proofs"]:
        check_proof(proof)


if __name__ == "__main__":
    try:
        main()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        problem("the files cannot be read: %s" % error)
    for text in problems:
        print("FAILED  " + text)
    for text in gaps:
        print("GAP     " + text)
    print(", ".join("%d %s" % (number, what) for what, number in done.items()) + " checked")
    print("NOT INTACT: %d problem(s)" % len(problems) if problems else ("INTACT WITH %d GAP(S)" % len(gaps) if gaps else "INTACT") + ": digests, links, roots and texts hold. Signatures are checked with openssl.")
    sys.exit(1 if problems else 0)
