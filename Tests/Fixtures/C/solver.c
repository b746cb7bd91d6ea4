// A solver that does what no solver should: its first argument says what, the second names the formula, the third the result.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static int complain(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    return 3;
}

static void model(int from, int to, int sign, const char *end) {
    printf("c a remark\ns SATISFIABLE\nv");
    for (int variable = from; variable <= to; variable++) printf(" %d", sign * variable);
    printf("%s\n", end);
}

int main(int count, char **arguments) {
    const char *mode = count > 1 ? arguments[1] : "";
#define IS(name) (strcmp(mode, name) == 0)
    if (IS("garbage")) return fwrite("\x7f\0\xff\n\n\0c\n", 1, 8, stdout) == 8 ? 10 : 1;
    if (IS("fails")) return fputs("cannot go on\n", stderr), 1;
    if (IS("hangs")) for (;;) {}
    if (IS("hangs-silently")) for (close(1), close(2); ; sleep(1)) {}
    if (IS("floods")) for (;;) puts("c and so on and on and on and on");
    if (IS("floods-errors")) for (;;) fputs("on and on and on and on\n", stderr);
    if (IS("false-model")) return model(1, 60, -1, " 0"), 10;
    if (IS("short-model")) return model(1, 3, 1, " 0"), 10;
    if (IS("broken-off")) return model(1, 60, 1, ""), 10;
    if (IS("beyond")) return model(60, 61, 1, " 0"), 10;
    if (IS("both")) return puts("s SATISFIABLE\nv 1 -1 0"), 10;
    if (IS("refutes")) return puts("s UNSATISFIABLE"), 20;
    if (IS("no-model")) return puts("s SATISFIABLE"), 10;
    if (IS("wrong-status")) return puts("s UNSATISFIABLE"), 10;
    if (IS("two-verdicts")) return puts("s UNKNOWN\ns UNSATISFIABLE"), 20;
    if (IS("strange-verdict")) return puts("s MAYBE"), 0;
    if (IS("gives-up")) return puts("s UNKNOWN"), 0;
    if (IS("crashes")) *(volatile int *)8 = 1;
    if (IS("aborts")) abort();
    if (IS("hoards")) for (;;) memset(malloc(1 << 20), 1, 1 << 20);
    if (IS("writes")) {
        int file = open("much", O_CREAT | O_WRONLY, 0600);
        // Holes take no room, and count.
        for (off_t at = 0; pwrite(file, "x", 1, at) == 1; at += 1 << 26) {}
        return complain("write");
    }
    if (IS("forks")) return fork() < 0 ? complain("fork") : 0;
    if (IS("executes")) return execl("/bin/true", "true", NULL), complain("exec");
    if (IS("connects")) return socket(AF_INET, SOCK_STREAM, 0) < 0 ? complain("socket") : 0;
    if (IS("kills")) return kill(getppid(), SIGKILL) < 0 ? complain("kill") : 0;
    if (IS("leaves-its-group")) return setsid() < 0 ? complain("setsid") : 0;
    if (IS("reads")) return open("/var/lib/dpkg/status", O_RDONLY) < 0 ? complain("open") : 0;
    if (IS("pries")) return open("/proc/1/environ", O_RDONLY) < 0 ? complain("open") : 0;
    if (IS("has-descriptors")) {
        for (int number = 3; number < 1024; number++)
            if (fcntl(number, F_GETFD) >= 0) return printf("descriptor %d\n", number), 5;
        return puts("none but three"), 6;
    }
    if (IS("tells-its-arguments")) return printf("%s %s\n", arguments[4], arguments[5]), 7;
    // With a result file.
    if (IS("links")) return symlink("/etc/passwd", arguments[3]) == 0 ? 10 : complain("symlink");
    if (IS("pipes")) return mkfifo(arguments[3], 0600) == 0 ? 10 : complain("mkfifo");
    if (IS("writes-nothing")) return 10;
    if (IS("indeterminate")) {
        FILE *result = fopen(arguments[3], "w");
        return result && fputs("INDET\n", result) >= 0 && fclose(result) == 0 ? 0 : 1;
    }
    return 2;
}
