/* Reading programs, and reporting. */
#include "init.h"
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

struct state state = { .root = -1, .procsys = -1, .relay = -1 };

void report(int kind, int a, int b, int c) {
    int32_t record[4] = { kind, a, b, c };
    send(CONTROL, record, sizeof record, MSG_NOSIGNAL);   /* nobody there: nobody to tell */
}

/* The operation in hand cannot be done: says so and ends the process. */
void fail(int error) {
    if (state.shared) {
        state.shared->never = 1;
    }
    report(REPORT_ERROR, state.list, state.index, error);
    _exit(127);
}

void check(long result) {
    if (result < 0) {
        fail(errno);
    }
}

static const uint8_t *take(struct cursor *c, size_t n) {
    const uint8_t *at = c->at;
    if ((size_t) (c->end - at) < n) {
        fail(EPROTO);
    }
    c->at += n;
    return at;
}

uint32_t take32(struct cursor *c) {
    uint32_t value;
    memcpy(&value, take(c, sizeof value), sizeof value);
    return value;
}

uint64_t take64(struct cursor *c) {
    uint64_t value;
    memcpy(&value, take(c, sizeof value), sizeof value);
    return value;
}

/* Bytes are preceded by their number and filled up to a multiple of four. */
const void *take_bytes(struct cursor *c, uint32_t *length) {
    *length = take32(c);
    if (*length > INT_MAX) {
        fail(EPROTO);
    }
    return take(c, (*length + 3u) & ~3u);
}

/* Strings are bytes with a final NUL. */
const char *take_string(struct cursor *c) {
    uint32_t length;
    const char *text = take_bytes(c, &length);
    if (length == 0 || text[length - 1] != 0) {
        fail(EPROTO);
    }
    return text;
}

static void read_fully(void *to, size_t size) {
    char *at = to;
    while (size > 0) {
        ssize_t n = read(CONTROL, at, size);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            fail(n < 0 ? errno : ECANCELED);   /* the engine has given the launch up */
        }
        at += n;
        size -= (size_t) n;
    }
}

/* Waits for the next program: its length in bytes, then its operations. The one before it is dropped. */
struct cursor read_program(void) {
    uint32_t size;
    state.list++;
    state.index = -1;
    drop_program();
    read_fully(&size, sizeof size);
    state.program = mmap(0, size + 1ul, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (state.program == MAP_FAILED) {
        fail(errno);
    }
    state.program_size = size + 1ul;
    read_fully(state.program, size);
    return (struct cursor) { state.program, (uint8_t *) state.program + size };
}

void drop_program(void) {
    if (state.program) {
        munmap(state.program, state.program_size);
        state.program = 0;
    }
}
