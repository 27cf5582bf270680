package org.servin.auth.policy.internal;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.servin.auth.policy.internal.PolicyFile.Content;
import org.servin.auth.policy.internal.PolicyFile.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy in a file, as it is at the moment: looked at once a second at most, when somebody asks. A change that cannot be used changes nothing, and is told in the log.
 * Thread-safe: one thread reads a change, others go on with what was there before.
 */
final class LivePolicy {
    private static final Logger LOG = LoggerFactory.getLogger(LivePolicy.class);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** File systems tell times in steps: what was changed a moment ago is read again. */
    private static final long SETTLED_MILLIS = 2000;
    private final Path file;
    private final LongSupplier nanoTime;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile State state;
    private volatile long looked;

    /**
     * What is known.
     *
     * @param judge by the newest policy that could be used; empty if none could ever
     * @param failure why there is none
     * @param seen the version that was looked at last; empty if there was no file
     * @param doubtful the bytes that were read, where the file may have changed since without anybody being able to tell; else null
     */
    private record State(Optional<Judge> judge, String failure, Optional<Version> seen, byte[] doubtful) { }

    LivePolicy(Path file, LongSupplier nanoTime) {
        this(file, nanoTime, Optional.empty());
    }

    private LivePolicy(Path file, LongSupplier nanoTime, Optional<Judge> before) {
        this.file = file;
        this.nanoTime = nanoTime;
        this.looked = nanoTime.getAsLong() - LOOK_NANOS;
        this.state = before.isEmpty() ? null : new State(before, "", Optional.empty(), new byte[0]);
    }

    /** The policy of another file; until that can be used, this one. */
    LivePolicy movedTo(Path other) {
        State now = state;
        return new LivePolicy(other, nanoTime, now == null ? Optional.empty() : now.judge());
    }

    Path file() {
        return file;
    }

    /** Who decides now. PolicyException says why nobody does. */
    Judge current() throws PolicyException {
        if (state == null || nanoTime.getAsLong() - looked >= LOOK_NANOS) {
            lookUnlessAnotherDoes();
        }
        State now = state;
        return now.judge().orElseThrow(() -> new PolicyException(now.failure()));
    }

    /** What there is to begin with, everybody waits for. */
    private void lookUnlessAnotherDoes() {
        if (state == null) {
            looking.lock();
        } else if (!looking.tryLock()) {
            return;
        }
        try {
            if (state == null || nanoTime.getAsLong() - looked >= LOOK_NANOS) {
                look();
            }
        } finally {
            looking.unlock();
        }
    }

    /** Looks now, and reads it if it has changed. */
    void look() {
        looking.lock();
        try {
            Optional<Version> version = PolicyFile.version(file);
            if (state == null || state.doubtful() != null || !version.equals(state.seen())) {
                load(version);
            }
            looked = nanoTime.getAsLong();
        } finally {
            looking.unlock();
        }
    }

    private void load(Optional<Version> version) {
        State before = state;
        try {
            Content content = PolicyFile.read(file);
            boolean settled = content.version().isOlderThan(SETTLED_MILLIS, System.currentTimeMillis());
            byte[] doubtful = settled ? null : content.json();
            if (before != null && before.doubtful() != null && Arrays.equals(before.doubtful(), content.json()) && Optional.of(content.version()).equals(before.seen())) {
                state = new State(before.judge(), before.failure(), before.seen(), doubtful);
                return;
            }
            Policy policy = PolicyReader.read(file.toString(), content.json());
            state = new State(Optional.of(new Judge(policy)), "", Optional.of(content.version()), doubtful);
            LOG.info("the policy of {} is in force{}", file, policy.enforce() ? "" : ", but only watches: it denies nothing");
        } catch (PolicyException e) {
            failed(before, version, e);
        }
    }

    private void failed(State before, Optional<Version> version, PolicyException e) {
        boolean usable = before != null && before.judge().isPresent();
        byte[] doubtful = version.isEmpty() || version.get().isOlderThan(SETTLED_MILLIS, System.currentTimeMillis()) ? null : new byte[0];
        String failure = e.getMessage();
        if (before == null || !failure.equals(before.failure()) || !version.equals(before.seen())) {
            LOG.error(usable ? "the policy is not changed: {}" : "nothing is allowed, since there is no policy: {}", failure);
        }
        state = new State(usable ? before.judge() : Optional.empty(), failure, version, doubtful);
    }
}
