"""bigimage.py FOLDER: writes big.tar, a docker archive of big:1 with 590 MB in 12 layers (small text files, long text, bytes that do not compress), and small.tar, a root file
system of 20,000 small files. The same at every run."""
import hashlib
import io
import json
import os
import random
import sys
import tarfile

random.seed(7)
WORDS = [bytes(random.choices(b"abcdefghijklmnopqrstuvwxyz", k=random.randint(3, 10))) for _ in range(5000)]


def text(words):
    return b" ".join(random.choices(WORDS, k=words))


def add(tar, name, content):
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


def layer(number, folder):
    path = os.path.join(folder, "layer%02d.tar" % number)
    with tarfile.open(path, "w") as tar:
        if number % 3 == 0:
            for i in range(3000):
                add(tar, "l%02d/s%d/f%d.txt" % (number, i % 50, i), text(2000))
        elif number % 3 == 1:
            add(tar, "l%02d/big" % number, text(7000000))
        else:
            add(tar, "l%02d/bin" % number, random.randbytes(50_000_000))
    return path


def digest(path):
    with open(path, "rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


folder = sys.argv[1]
layers = [layer(i, folder) for i in range(12)]
config = json.dumps({"architecture": {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine], "os": "linux", "config": {"Cmd": ["x"]},
                     "rootfs": {"type": "layers", "diff_ids": ["sha256:" + digest(p) for p in layers]}}).encode()
with tarfile.open(os.path.join(folder, "big.tar"), "w") as archive:
    for path in layers:
        archive.add(path, os.path.basename(path))
        os.remove(path)
    add(archive, "config.json", config)
    add(archive, "manifest.json", json.dumps([{"Config": "config.json", "RepoTags": ["big:1"], "Layers": [os.path.basename(p) for p in layers]}]).encode())
with tarfile.open(os.path.join(folder, "small.tar"), "w") as tar:
    for i in range(20000):
        add(tar, "d%d/f%d" % (i % 200, i), text(150))
