"""Draws what a command prints on a terminal, its progress aside, as an SVG file.

    python3 Documentation/terminal_picture.py comparison.svg assay compare --on weights/digits-mlp --seeds 5
"""
import html
import os
import pty
import re
import shlex
import sys

WIDTH, HEIGHT, MARGIN = 7.8, 18, 14
COLOURS = {"31": "#ff7b72", "32": "#7ee787", "2": "#8b949e"}


def run(command):
    """The output of a command that believes it writes to a terminal."""
    output = b""

    def read(descriptor):
        nonlocal output
        data = os.read(descriptor, 1 << 16)
        output += data
        return data

    os.environ["TERM"] = "xterm-256color"
    pty.spawn(["sh", "-c", shlex.join(command) + " 2>/dev/null"], read)
    return output.decode().replace("\r\n", "\n").rstrip("\n")


def spans(line):
    """Pieces of a line, each with the attributes it is drawn in."""
    bold, colour = False, None
    for piece in re.split(r"(\x1b\[[0-9;]*m)", line):
        if not piece.startswith("\x1b["):
            if piece:
                yield piece, bold, colour
            continue
        for code in piece[2:-1].split(";"):
            if code in ("", "0"):
                bold, colour = False, None
            elif code == "1":
                bold = True
            else:
                colour = COLOURS.get(code, colour)


def main():
    file, command = sys.argv[1], sys.argv[2:]
    lines = [f"\x1b[2m$\x1b[0m \x1b[1m{shlex.join(command)}\x1b[0m"] + run(command).split("\n")
    plain = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in lines]
    width = max(map(len, plain)) * WIDTH + 2 * MARGIN
    height = len(lines) * HEIGHT + 2 * MARGIN
    svg = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" width="{width:.0f}" height="{height}" role="img">',
        f"<title>{html.escape(plain[0])}</title>",
        '<rect width="100%" height="100%" rx="8" fill="#0d1117"/>',
        '<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="13" fill="#e6edf3">',
    ]
    for row, line in enumerate(lines):
        column, y = 0, MARGIN + HEIGHT * row + 13
        for text, bold, colour in spans(line):
            style = (' font-weight="bold"' if bold else "") + (f' fill="{colour}"' if colour else "")
            # Each piece is given its width, so that columns stand under each other in any font, and its spaces do not
            # break: not every browser keeps ordinary ones that follow each other.
            shown = html.escape(text).replace(" ", "\u00a0")
            svg.append(
                f'<text x="{MARGIN + column * WIDTH:.1f}" y="{y}" textLength="{len(text) * WIDTH:.1f}" '
                f'lengthAdjust="spacingAndGlyphs"{style}>{shown}</text>')
            column += len(text)
    with open(file, "w", encoding="utf-8") as output:
        output.write("\n".join(svg + ["</g>", "</svg>"]) + "\n")


if __name__ == "__main__":
    main()
