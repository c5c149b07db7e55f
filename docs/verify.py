#!/usr/bin/env python3
"""Checks a proof about a Casebook regression set, or a whole release. Needs Python 3.8 or later and nothing else.

    python3 verify.py PROOF.json [CASE-FILE]
    python3 verify.py --tag TAG         (inside a clone, with git: `git clone --depth 1 --branch TAG URL`)

What --tag shows: the cases and notes at the tag's commit, as git keeps them, have the very roots that the
tag pins. It computes them from nothing but `git ls-tree` and `git cat-file`. Whose tag it is, and that
nobody rewrote it, shows its signature: git tag -v TAG. That every case passed stays the tag's own word.

What a proof shows. An inclusion proof: the set with this root holds a case (or a migration note) of this
id and this content. With CASE-FILE: those are the bytes of its content. An absence proof: the set
with this root holds none of this id. A case that was retired: absence of the case, and inclusion
of the note that retired it.

What it cannot show is that the root is the one that was released. Compare the root that is printed
with the one that the release's tag pins, obtained from where you trust it:

    git cat-file tag TAG      (the line "Regression-Set: regression@v3 rcs1:..."; git tag -v TAG)

CASE-FILE must be the bytes that git keeps, which a checkout may have changed:

    git show TAG:evals/data/regression/smoke/ID.yaml > CASE-FILE

Exit 0 when the proof holds, 1 when it does not or cannot be read. The last line says which.
"""
import json
import re
import struct
import subprocess
import sys

# BLAKE3, unkeyed, 32 bytes of output; from the paper's section 2 (github.com/BLAKE3-team/BLAKE3-specs).
IV = (0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19)
SHUFFLE = (2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)
COLUMNS_THEN_DIAGONALS = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
                          (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))
CHUNK_START, CHUNK_END, PARENT, ROOT = 1, 2, 4, 8
MASK = 0xFFFFFFFF


def compress(chaining, block, counter, flags):
    words = struct.unpack("<16I", block.ljust(64, b"\0"))
    s = [*chaining, *IV[:4], counter & MASK, counter >> 32, len(block), flags]
    for _ in range(7):
        for i, (a, b, c, d) in enumerate(COLUMNS_THEN_DIAGONALS):
            for word, right_d, right_b in ((words[2 * i], 16, 12), (words[2 * i + 1], 8, 7)):
                s[a] = (s[a] + s[b] + word) & MASK
                x = s[d] ^ s[a]
                s[d] = (x >> right_d | x << (32 - right_d)) & MASK
                s[c] = (s[c] + s[d]) & MASK
                x = s[b] ^ s[c]
                s[b] = (x >> right_b | x << (32 - right_b)) & MASK
        words = [words[i] for i in SHUFFLE]
    return [s[i] ^ s[i + 8] for i in range(8)]


def subtree(data, counter, root):
    """The chaining value of data, which begins with chunk number `counter`."""
    if len(data) > 1024:
        left = 1024 << ((len(data) - 1) // 1024).bit_length() - 1
        halves = subtree(data[:left], counter, 0) + subtree(data[left:], counter + left // 1024, 0)
        return compress(IV, struct.pack("<16I", *halves), 0, PARENT | root)
    value, last = IV, max(0, len(data) - 1) // 64
    for i in range(last + 1):
        flags = (CHUNK_START if i == 0 else 0) | (CHUNK_END | root if i == last else 0)
        value = compress(value, data[64 * i:64 * i + 64], counter, flags)
    return value


def blake3(data):
    return struct.pack("<8I", *subtree(data, 0, ROOT))


# The form of a proof, "rcs-proof/1".
HEX = re.compile("[0-9a-f]{64}")
ID = re.compile("[a-z0-9][a-z0-9-]{0,127}")
UNPRINTABLE = re.compile("[\u0000-\u0020\u007f-\u00a0\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f"
                         "\u205f-\u206f\u3000\ufeff\ud800-\udfff]")
HEX_WANTED = "64 lower-case hex digits"
MISSING = object()


def is_text(value, pattern=HEX):
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def is_set_name(value):
    return isinstance(value, str) and not UNPRINTABLE.search(value) and 1 <= len(value.encode()) <= 255


def whole(low, high):
    return lambda v: type(v) is int and low <= v <= high, f"a whole number from {low} to {high}"


RULES = {
    "format": (lambda v: v == "rcs-proof/1", '"rcs-proof/1"'),
    "type": (lambda v: v in ("inclusion", "absence"), '"inclusion" or "absence"'),
    "set": (is_set_name, "a name of 1 to 255 bytes without spaces and control characters"),
    "setVersion": whole(1, 2**32 - 1),
    "count": whole(0, 2**53 - 1),
    "root": (lambda v: isinstance(v, str) and v[:5] == "rcs1:" and is_text(v[5:]), '"rcs1:" and ' + HEX_WANTED),
    "kind": (lambda v: v in ("case", "note"), '"case" or "note"'),
    "id": (lambda v: is_text(v, ID), f"a text that matches ^{ID.pattern}$"),
    "siblings": (lambda v: isinstance(v, list) and len(v) <= 256, "a list of at most 256 hashes"),
    "contentHash": (is_text, HEX_WANTED),
    "other": (lambda v: v is None or isinstance(v, dict), "null or an object of key and contentHash"),
    "key": (is_text, HEX_WANTED),
}
HEAD = ["format", "type", "set", "setVersion", "count", "root", "kind", "id", "siblings"]


def quote(text):
    short = json.dumps(text[:80])
    return short[:80] + '..."' if len(short) > 80 or len(text) > 80 else short


def show(value):
    if value is MISSING:
        return "missing"
    if isinstance(value, (list, dict)):
        return f"a list of {len(value)}" if isinstance(value, list) else "an object"
    return quote(value) if isinstance(value, str) else json.dumps(value)


def why_not_fields(fields, names, path=""):
    for name in names:
        value, (holds, want) = fields.get(name, MISSING), RULES[name]
        if not holds(value):
            return f"{path}{name} is {show(value)}, must be {want}"
    return None


def why_unknown(fields, names, where):
    unknown = [name for name in fields if name not in names]
    return f"field {quote(unknown[0])} does not belong in {where}" if unknown else None


def why_not_siblings(siblings):
    for i, one in enumerate(siblings):
        if one != "" and (not is_text(one) or one == "0" * 64):
            return f'siblings[{i}] is {show(one)}, must be {HEX_WANTED}, not all 0, or ""'
    return None


def why_no_proof(proof):
    if not isinstance(proof, dict):
        return f"the proof is {show(proof)}, must be an object"
    why = why_not_fields(proof, HEAD[:2])
    if why:
        return why
    names = HEAD + ["contentHash" if proof["type"] == "inclusion" else "other"]
    why = why_unknown(proof, names, f"an {proof['type']} proof") or why_not_fields(proof, names)
    why = why or why_not_siblings(proof["siblings"])
    other = proof.get("other")
    if why or other is None:
        return why
    names = ["key", "contentHash"]
    return why_unknown(other, names, "other") or why_not_fields(other, names, "other.")


# The tree.
def bits_of(key):
    return f"{int.from_bytes(key, 'big'):0256b}"


def root_of(proof, bits, bottom):
    value = bottom
    for bit, sibling in reversed(list(zip(bits, proof["siblings"]))):
        beside = bytes.fromhex(sibling) or bytes(32)
        value = blake3(b"\1" + (value + beside if bit == "0" else beside + value))
    return seal(proof["set"], proof["setVersion"], proof["count"], value)


def seal(name, version, count, top):
    head = bytes([2, len(name.encode())]) + name.encode() + struct.pack(">IQ", version, count)
    return "rcs1:" + blake3(head + top).hex()


def why_not_proven(proof):
    """Returns None when the proof holds, else a sentence that says why not."""
    why = why_no_proof(proof)
    if why:
        return why
    key = blake3(b"\3" + proof["kind"].encode() + b"\0" + proof["id"].encode())
    bits, length = bits_of(key), len(proof["siblings"])
    other, bottom = proof.get("other"), bytes(32)
    if proof["type"] == "inclusion":
        bottom = blake3(b"\0" + key + bytes.fromhex(proof["contentHash"]))
    elif other is not None:
        name = f"the key of {proof['kind']} {quote(proof['id'])}"
        others = bytes.fromhex(other["key"])
        shared = next((i for i, (a, b) in enumerate(zip(bits_of(others), bits)) if a != b), 256)
        if shared == 256:
            return f"other.key is {name} itself"
        if shared < length:
            return f"other.key shares {shared} bits with {name}, must share {length}"
        bottom = blake3(b"\0" + others + bytes.fromhex(other["contentHash"]))
    root = root_of(proof, bits, bottom)
    return None if root == proof["root"] else f"the proof leads to {root}, not to its root {proof['root']}"


def why_not_content(proof, path):
    if proof["type"] == "absence":
        return "an absence proof tells nothing of a file"
    with open(path, "rb") as file:
        content = blake3(file.read()).hex()
    if content == proof["contentHash"]:
        return None
    return f"{quote(path)} hashes to {content}, the proof is of {proof['contentHash']}"


# A release: the roots of all sets at a tag's commit, computed anew.
SETTING = re.compile(r"""^(set|path):[ \t]+(["']?)([^"'#\n]*[^"'#\s])\2[ \t]*(?:#.*)?$""", re.MULTILINE)
ENDINGS = {"smoke": ".yaml", "full": ".yaml", "extended": ".yaml", "migrations": ".md"}


def git(*arguments, stdin=b""):
    done = subprocess.run(["git", *arguments], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        raise ValueError(done.stderr.decode("utf-8", "replace").strip() or f"git {arguments[0]} failed")
    return done.stdout


def read_blobs(oids):
    out, at, blobs = git("cat-file", "--batch", stdin="".join(oid + "\n" for oid in oids).encode()), 0, []
    for _ in oids:
        end = out.index(b"\n", at)
        size = int(out[at:end].split()[2])
        blobs.append(out[end + 1:end + 1 + size])
        at = end + size + 2
    return blobs


def list_files(tag):
    """Path to (mode, object id) of every file at a tag's commit."""
    listing = git("ls-tree", "-r", "-z", "--full-tree", f"refs/tags/{tag}^{{commit}}")
    pairs = [record.split("\t", 1) for record in listing.decode("utf-8", "replace").split("\0") if record]
    return {path: (about.split()[0], about.split()[2]) for about, path in pairs}


def trie(leaves, depth=0):
    if len(leaves) < 2:
        return leaves[0][1] if leaves else bytes(32)
    halves = ([leaf for leaf in leaves if leaf[0][depth] == bit] for bit in "01")
    return blake3(b"\1" + b"".join(trie(half, depth + 1) for half in halves))


def pin_of(files, name, folder):
    """The line that a tag would pin this set with; whatever has no place in the set is refused."""
    found = []
    for path, (mode, oid) in sorted(files.items()):
        parts = path[len(folder) + 1:].split("/")
        is_aside = len(parts) < 3 and re.match(r"\.git|README\.md$", parts[-1])
        if not path.startswith(folder + "/") or is_aside or parts[0] == "inbox" and len(parts) > 1:
            continue
        ending = ENDINGS.get(parts[0])
        if len(parts) != 2 or not ending or not parts[1].endswith(ending) or mode != "100644":
            raise ValueError(f"{quote(path)} has no place in the set")
        found.append(("note" if ending == ".md" else "case", parts[1][:-len(ending)], oid))
    if len({found_one[:2] for found_one in found}) < len(found) or not all(is_text(one, ID) for _, one, _ in found):
        raise ValueError(f"an id of the set {quote(name)} is there twice, or is none")
    leaves = []
    for (kind, one, _), content in zip(found, read_blobs([oid for _, _, oid in found])):
        key = blake3(b"\3" + kind.encode() + b"\0" + one.encode())
        leaves.append((bits_of(key), blake3(b"\0" + key + blake3(content))))
    notes = sum(kind == "note" for kind, _, _ in found)
    root = seal(name, 1 + notes, len(leaves), trie(leaves))
    return f"Regression-Set: {name}@v{1 + notes} {root} cases={len(leaves) - notes} notes={notes}"


def compute_pins(tag):
    files, pins = list_files(tag), {}
    configs = [path for path in sorted(files) if path.split("/")[-1] == "casebook.yaml"]
    for path, text in zip(configs, read_blobs([files[path][1] for path in configs])):
        said = {key: value for key, _, value in SETTING.findall(text.decode("utf-8", "replace"))}
        name, folder = said.get("set", "regression"), said.get("path", "evals/data/regression")
        pins[name] = pin_of(files, name, path[:-len("casebook.yaml")] + folder.rstrip("/"))
    return pins


def judge_tag(tag):
    """Returns whether the tag pins what its commit holds, and a line for each set."""
    try:
        head, message = git("cat-file", "tag", f"refs/tags/{tag}").decode("utf-8", "replace").split("\n\n", 1)
        if f"tag {tag}" not in head.split("\n"):
            return False, f"does not hold: inside, the tag has another name than {quote(tag)}"
        pinned, computed = re.findall("^Regression-Set:.*", message, re.MULTILINE), compute_pins(tag)
    except (OSError, ValueError) as error:
        return False, f"cannot tell: {error}"
    wrong = [f"does not hold: the tag pins   {line}" for line in pinned if line not in computed.values()]
    wrong += [f"does not hold: its commit has {line}" for line in computed.values() if line not in pinned]
    if wrong or not pinned or len(set(pinned)) < len(pinned):
        return False, "\n".join(wrong) or "does not hold: the tag pins no set, or one twice"
    return True, "\n".join(f"holds: {line}" for line in pinned)


# The command.
def whole_if_so(text):
    """1.0 and 1 are the same number in JSON."""
    number = float(text)
    return int(number) if number.is_integer() else number


def no_number(text):
    raise ValueError(text + " is not JSON")


def read_proof(path):
    with open(path, "rb") as file:
        text = file.read(2**20 + 1)
    if len(text) > 2**20:
        raise ValueError("it is larger than 1 MiB")
    return json.loads(text.decode("utf-8"), parse_float=whole_if_so, parse_constant=no_number)


def judge(path, case_file=None):
    """Returns whether the proof holds, and the line that says so."""
    reading = path
    try:
        proof = read_proof(path)
        why, reading = why_not_proven(proof), case_file
        why = why or (why_not_content(proof, case_file) if case_file is not None else None)
    except (OSError, ValueError, RecursionError) as error:
        return False, f"cannot read {quote(reading)}: {getattr(error, 'strerror', None) or error}"
    if why:
        return False, "does not hold: " + why
    is_in = "is in" if proof["type"] == "inclusion" else "is not in"
    also = f", with the bytes of {quote(case_file)}" if case_file is not None else ""
    where = f"{proof['set']}@v{proof['setVersion']} {proof['root']}"
    return True, f"holds: {proof['kind']} {quote(proof['id'])} {is_in} {where}{also}"


def main(arguments):
    if len(arguments) not in (1, 2) or arguments[0] in ("-h", "--help") or arguments == ["--tag"]:
        print(__doc__.strip())
        return 1
    holds, line = judge_tag(arguments[1]) if arguments[0] == "--tag" else judge(*arguments)
    print(line.encode("ascii", "backslashreplace").decode())
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
