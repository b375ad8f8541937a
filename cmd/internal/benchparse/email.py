# Reads letters with Python's email package and keeps the time. On standard
# input: "take N", then N times a size, a line feed and a letter of that size;
# "turn S", which is answered by a line of JSON: what reading them all, again and
# again for at least S seconds, came to.
import email.policy
import json
import platform
import signal
import sys
import time


def read(raw):
    """Tells whether the letter has text, and whether there was an exception."""
    text = False
    try:
        letter = email.message_from_bytes(raw, policy=email.policy.default)
        body = letter.get_body(preferencelist=("plain", "html"))
        if body is not None:
            text = any(c.isalnum() for c in body.get_content())
        for attached in letter.iter_attachments():
            attached.get_filename()
    except Exception:
        return text, True
    return text, False


def turn(letters, least):
    count, begin = 0, time.process_time()
    while True:
        results = [read(raw) for raw in letters]
        count += len(letters)
        took = time.process_time() - begin
        if took >= least:
            break
    return {
        "Letters": count,
        "Seconds": took,
        "Errors": [i for i, (_, failed) in enumerate(results) if failed],
        "Silent": [i for i, (text, _) in enumerate(results) if not text],
    }


signal.signal(signal.SIGINT, signal.SIG_DFL)  # an interrupt ends it without a word
print(platform.python_version(), flush=True)
letters = []
while line := sys.stdin.buffer.readline():
    word, value = line.split()
    if word == b"take":
        letters = [sys.stdin.buffer.read(int(sys.stdin.buffer.readline())) for _ in range(int(value))]
    else:
        print(json.dumps(turn(letters, float(value))), flush=True)
