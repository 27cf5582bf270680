package org.servin.linux.io;

import com.sun.jna.Memory;
import org.servin.linux.Fd;

/**
 * Both ends of a pipe, close-on-exec.
 *
 * @param read the end to read from
 * @param write the end to write to
 */
public record Pipe(Fd read, Fd write) implements AutoCloseable {
    /** Makes a pipe; {@code flags} such as {@link Descriptors#O_NONBLOCK} are of both ends. */
    public static Pipe open(int flags) {
        Memory pair = Scratch.mine().small;
        if (IoCalls.pipe2(pair, flags | Descriptors.O_CLOEXEC) < 0) {
            throw Descriptors.failure("pipe2", "");
        }
        return new Pipe(new Fd(pair.getInt(0)), new Fd(pair.getInt(4)));
    }

    @Override
    public void close() {
        read.close();
        write.close();
    }
}
