package org.servin.image.internal.transfer;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.servin.image.Progress;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/**
 * Lets several jobs wait for one piece of work. It is done on a thread of its own and goes on as long as one of them stays, whoever began it; when the last one leaves it
 * is ended. Each job shows the work's progress to its own client, so that a slow client holds up nobody else. Thread-safe.
 */
final class JointWork {
    private final Map<String, Crew> crews = new HashMap<>();

    /** What is done once for all. */
    @FunctionalInterface
    interface Work {
        /** Does it, saying how far it is; interrupted when it is of no use to anybody any more. */
        void run(Progress.Sink all) throws IOException;
    }

    /**
     * Does the work, or waits for others who do it; if they fail, does it after all, since they may have had less luck or fewer rights. CANCELLED when this thread is
     * interrupted, or what {@code sink} throws; the work has then ended unless others wait for it.
     */
    void join(String key, Progress.Sink sink, Work work) throws IOException {
        while (true) {
            Watcher watcher = new Watcher();
            Crew crew = enlist(key, work, watcher);
            if (watch(crew, watcher, sink)) {
                return;
            }
        }
    }

    private synchronized Crew enlist(String key, Work work, Watcher watcher) {
        Crew there = crews.get(key);
        if (there != null) {
            there.watchers.add(watcher);
            return there;
        }
        Crew crew = new Crew(key, work, watcher);
        crews.put(key, crew);
        crew.thread.start();
        return crew;
    }

    /** Whether the work succeeded; fails as it failed if this watcher began it. */
    private boolean watch(Crew crew, Watcher watcher, Progress.Sink sink) throws IOException {
        try {
            while (true) {
                Progress next = watcher.next();
                if (next == null) {
                    break;
                }
                sink.show(next);
            }
        } catch (InterruptedException e) {
            leave(crew, watcher);
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.CANCELLED, "context canceled", e);
        } catch (RuntimeException e) {
            leave(crew, watcher);
            throw e;
        }
        if (watcher == crew.first) {
            crew.rethrow();
        }
        return crew.failure == null;
    }

    private void leave(Crew crew, Watcher watcher) {
        synchronized (this) {
            crew.watchers.remove(watcher);
            if (!crew.watchers.isEmpty()) {
                return;
            }
            crew.thread.interrupt();
        }
        crew.awaitEnd();
    }

    /** One piece of work in progress. */
    private final class Crew implements Runnable {
        private final String key;
        private final Work work;
        private final Watcher first;
        private final Set<Watcher> watchers = new LinkedHashSet<>();
        private final CountDownLatch ended = new CountDownLatch(1);
        private final Thread thread;
        private volatile Throwable failure;

        Crew(String key, Work work, Watcher first) {
            this.key = key;
            this.work = work;
            this.first = first;
            watchers.add(first);
            thread = new Thread(this, "joint work");
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            try {
                work.run(this::tell);
            } catch (IOException | RuntimeException | Error e) {
                failure = e;
            }
            synchronized (JointWork.this) {
                crews.remove(key);
                watchers.forEach(Watcher::end);
            }
            ended.countDown();
        }

        private void tell(Progress message) {
            synchronized (JointWork.this) {
                watchers.forEach(watcher -> watcher.tell(message));
            }
        }

        /** For whoever began it: others try for themselves. */
        void rethrow() throws IOException {
            if (failure instanceof IOException io) {
                throw io;
            }
            if (failure instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (failure instanceof Error error) {
                throw error;
            }
        }

        void awaitEnd() {
            boolean interrupted = false;
            while (true) {
                try {
                    ended.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** One who waits. */
    private static final class Watcher {
        private final Deque<Progress> untold = new ArrayDeque<>();
        private boolean ended;

        /** Of two messages about how far the same is, the older one is of no use. */
        synchronized void tell(Progress message) {
            Progress last = untold.peekLast();
            if (last != null && last.id().equals(message.id()) && last.status().equals(message.status())) {
                untold.removeLast();
            }
            untold.addLast(message);
            notifyAll();
        }

        synchronized void end() {
            ended = true;
            notifyAll();
        }

        /** The next message, waited for; null when there will be none. */
        synchronized Progress next() throws InterruptedException {
            while (untold.isEmpty() && !ended) {
                wait();
            }
            return untold.pollFirst();
        }
    }
}
