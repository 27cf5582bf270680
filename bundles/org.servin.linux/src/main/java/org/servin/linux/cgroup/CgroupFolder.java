package org.servin.linux.cgroup;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.internal.LibC;
import org.servin.linux.io.EventFd;

/**
 * One control group in one hierarchy: a folder whose files are the kernel's. Stateless, so thread-safe. Failures are {@link ErrnoException}s that name
 * the file and, for writes, the value.
 *
 * @param path the folder
 */
public record CgroupFolder(Path path) {
    private static final int CHUNK = 4096;

    /** Makes the folder; false if it was there. ENOENT if its parent is not. */
    public boolean create() {
        int errno = retried(() -> CgroupCalls.mkdir(bytes(path), 0755));
        if (errno != 0 && errno != Errno.EEXIST) {
            throw new ErrnoException("mkdir", path.toString(), errno);
        }
        return errno == 0;
    }

    /** Removes the folder, which must be without processes and groups below it; false if the kernel still counts something in it (EBUSY). Absent: true. */
    public boolean remove() {
        int errno = retried(() -> CgroupCalls.rmdir(bytes(path)));
        if (errno != 0 && errno != Errno.ENOENT && errno != Errno.EBUSY) {
            throw new ErrnoException("rmdir", path.toString(), errno);
        }
        return errno != Errno.EBUSY;
    }

    /** Writes a value into a file. */
    public void write(String file, String value) {
        write(file, List.of(value));
    }

    /** Writes values into a file one after another, each by a call of its own, as files that take one rule at a time need it. */
    public void write(String file, List<String> values) {
        int fd = open(file, CgroupCalls.O_WRONLY | CgroupCalls.O_TRUNC);
        try {
            for (String value : values) {
                byte[] data = value.getBytes(StandardCharsets.UTF_8);
                int errno = retried(() -> CgroupCalls.write(fd, data, data.length));
                if (errno != 0) {
                    throw new ErrnoException("write", "\"" + value + "\" to " + path.resolve(file), errno);
                }
            }
        } finally {
            LibC.close(fd);
        }
    }

    /** A file's content without the last newline. */
    public String read(String file) {
        int fd = open(file, CgroupCalls.O_RDONLY);
        try {
            return content(fd, file);
        } finally {
            LibC.close(fd);
        }
    }

    /** A file's content, or nothing if this kernel, or this group, does not have the file. */
    public Optional<String> readIfPresent(String file) {
        try {
            return Optional.of(read(file));
        } catch (ErrnoException e) {
            // EOPNOTSUPP: the file is there, but what it tells of is switched off.
            if (e.is(Errno.ENOENT) || e.is(Errno.ENODEV) || e.is(Errno.EOPNOTSUPP)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** A number; {@code max} is {@code Long.MAX_VALUE}, and so are numbers above it; the other value if the file is not there. */
    public long number(String file, long otherwise) {
        return readIfPresent(file).map(text -> number(text.trim())).orElse(otherwise);
    }

    /** The lines {@code key value} of a file; empty if it is not there. Lines of another form are passed over. */
    public Map<String, Long> table(String file) {
        Map<String, Long> result = new LinkedHashMap<>();
        for (String line : lines(file)) {
            int blank = line.indexOf(' ');
            if (blank > 0 && line.indexOf(' ', blank + 1) < 0) {
                result.put(line.substring(0, blank), number(line.substring(blank + 1)));
            }
        }
        return result;
    }

    /** The lines of a file; empty if it is not there. */
    public List<String> lines(String file) {
        return readIfPresent(file).filter(text -> !text.isEmpty()).map(text -> Arrays.asList(text.split("\n"))).orElse(List.of());
    }

    /** The processes in this group, not those in groups below; none if it is gone. */
    public List<Integer> pids() {
        List<Integer> result = new ArrayList<>();
        for (String line : lines("cgroup.procs")) {
            result.add(Integer.valueOf(line));
        }
        return result;
    }

    /** Whether a file is there. */
    public boolean has(String file) {
        return path.resolve(file).toFile().exists();
    }

    /** A group below this one. */
    public CgroupFolder child(String name) {
        return new CgroupFolder(path.resolve(name));
    }

    /**
     * Waits until a file of version 2 that notifies ({@code cgroup.events}) has a content, or the time is over.
     *
     * @return whether it has; true also if the group is gone
     */
    public boolean await(String file, Predicate<String> wanted, Duration atMost) {
        int fd;
        try {
            fd = open(file, CgroupCalls.O_RDONLY);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return true;
            }
            throw e;
        }
        try {
            long end = System.nanoTime() + atMost.toNanos();
            while (!wanted.test(content(fd, file))) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                awaitChange(fd, left);
            }
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.ENODEV)) {
                return true;
            }
            throw e;
        } finally {
            LibC.close(fd);
        }
    }

    /**
     * Has the kernel signal an event each time that a file of version 1 tells something, such as {@code memory.oom_control}, and when the group is removed
     * (cgroup-v1/memory.rst, section 9). That ends when the event is closed.
     */
    public void signal(String file, EventFd event) {
        int told = open(file, CgroupCalls.O_RDONLY);
        try {
            write("cgroup.event_control", event.number() + " " + told);
        } finally {
            LibC.close(told);
        }
    }

    private static void awaitChange(int fd, long nanos) {
        byte[] pollfd = {(byte) fd, (byte) (fd >> 8), (byte) (fd >> 16), (byte) (fd >> 24), CgroupCalls.POLLPRI, 0, 0, 0};
        int millis = (int) Math.min(Integer.MAX_VALUE, nanos / 1_000_000 + 1);
        if (CgroupCalls.poll(pollfd, 1, millis) < 0 && LibC.errno() != Errno.EINTR) {
            throw new ErrnoException("poll", "cgroup.events", LibC.errno());
        }
    }

    int open(String file, int flags) {
        byte[] name = bytes(path.resolve(file));
        int fd;
        int errno;
        do {
            fd = CgroupCalls.open(name, flags | CgroupCalls.O_CLOEXEC, 0);
            errno = fd < 0 ? LibC.errno() : 0;
        } while (errno == Errno.EINTR);
        if (errno != 0) {
            throw new ErrnoException("open", path.resolve(file).toString(), errno);
        }
        return fd;
    }

    /** Reads to the end: the kernel gives long files in pieces of its own choice. */
    private String content(int fd, String file) {
        byte[] chunk = new byte[CHUNK];
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            long offset = all.size();
            long got = CgroupCalls.pread(fd, chunk, CHUNK, offset);
            if (got < 0 && LibC.errno() != Errno.EINTR) {
                throw new ErrnoException("read", path.resolve(file).toString(), LibC.errno());
            }
            if (got == 0) {
                break;
            }
            all.write(chunk, 0, (int) Math.max(got, 0));
        }
        String text = all.toString(StandardCharsets.UTF_8);
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    private static int retried(LongSupplier call) {
        IntSupplier attempt = () -> call.getAsLong() < 0 ? LibC.errno() : 0;
        int errno = attempt.getAsInt();
        while (errno == Errno.EINTR) {
            errno = attempt.getAsInt();
        }
        return errno;
    }

    static byte[] bytes(Path path) {
        return (path + "\0").getBytes(StandardCharsets.UTF_8);
    }

    static long number(String text) {
        if (text.equals("max")) {
            return Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return text.matches("\\d{19,}") ? Long.MAX_VALUE : 0;
        }
    }
}
