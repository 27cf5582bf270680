package org.servin.runtime.internal.task;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.io.Descriptors;
import org.servin.linux.io.Poll;
import org.servin.runtime.internal.plan.Program;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** The engine's end of the socket to servin-init: programs go out, reports come in. Closing it before the process was executed gives the launch up. Used by one thread at a time. */
final class Control implements AutoCloseable {
    private static final int SIZE = 16;
    /** For one step inside: a mount of a network file system may take long. */
    private static final int PATIENCE_MS = 120_000;
    private final Fd socket;
    private final Map<Report.Kind, Report> received = new EnumMap<>(Report.Kind.class);
    private final List<Program> sent = new ArrayList<>();

    Control(Fd socket) {
        this.socket = socket;
    }

    /** Sends a program. That nobody is there to take it shows at the next report. */
    void send(Program program) {
        sent.add(program);
        byte[] bytes = program.encode();
        try {
            for (int at = 0; at < bytes.length;) {
                at += Descriptors.write(socket.number(), bytes, at, bytes.length - at);
            }
        } catch (ErrnoException e) {
            if (!e.is(Errno.EPIPE)) {
                throw e;
            }
        }
    }

    /** Waits for the next report. */
    Report next() {
        byte[] record = new byte[SIZE];
        for (int at = 0; at < SIZE;) {
            if (Poll.one(socket.number(), Poll.IN, PATIENCE_MS) == 0) {
                throw new ServinException(ErrorKind.TIMEOUT, "the container was not ready after " + PATIENCE_MS / 1000 + " seconds");
            }
            int n = read(record, at);
            if (n <= 0) {
                return new Report(Report.Kind.EXECUTED, 0, 0, 0);
            }
            at += n;
        }
        ByteBuffer fields = ByteBuffer.wrap(record).order(ByteOrder.nativeOrder());
        return new Report(Report.Kind.values()[fields.getInt()], fields.getInt(), fields.getInt(), fields.getInt());
    }

    private int read(byte[] record, int at) {
        try {
            return Descriptors.read(socket.number(), record, at, SIZE - at);
        } catch (ErrnoException e) {
            if (e.is(Errno.ECONNRESET)) {
                return 0; // it ended with something unread
            }
            throw e;
        }
    }

    /** Waits until the container is ready for its process, with its terminal if it is to have one. */
    void awaitReady(boolean terminal) {
        await(Report.Kind.READY);
        if (terminal) {
            await(Report.Kind.CONSOLE);
        }
    }

    /**
     * Waits for a report of this kind; an error, or an early end, is thrown. Monitor and child report independently of each other: a report that came
     * before another that was waited for is remembered.
     */
    Report await(Report.Kind wanted) {
        while (!received.containsKey(wanted)) {
            Report report = next();
            if (report.kind() == Report.Kind.ERROR) {
                throw LaunchFailure.of(sent, report);
            }
            if (report.kind() == Report.Kind.EXECUTED && wanted != Report.Kind.EXECUTED) {
                throw new ServinException(ErrorKind.INTERNAL, "the container's first process was killed before it could start");
            }
            received.put(report.kind(), report);
        }
        return received.get(wanted);
    }

    @Override
    public void close() {
        socket.close();
    }
}
