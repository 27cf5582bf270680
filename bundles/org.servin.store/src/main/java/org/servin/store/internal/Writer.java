package org.servin.store.internal;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.store.internal.Database.Change;

/**
 * Commits for many threads at once: whoever finds the database free takes all changes that wait and commits them as one transaction, with one
 * sync; the others find theirs done.
 */
final class Writer {
    private final Reopened database;
    private final ReentrantLock committing = new ReentrantLock();
    private final Object gate = new Object();
    private List<Job> waiting = new ArrayList<>();

    Writer(Reopened database) {
        this.database = database;
    }

    /** Returns when the changes are committed, and synced if asked. */
    void write(List<Change> changes, boolean synced) {
        Job job = new Job(changes, synced);
        synchronized (gate) {
            waiting.add(job);
        }
        committing.lock();
        try {
            if (!job.done) {
                commit(take());
            }
        } finally {
            committing.unlock();
        }
        if (job.failure != null) {
            throw new ServinException(ErrorKind.INTERNAL, "cannot write the metadata store: " + Reopened.text(job.failure), job.failure);
        }
    }

    private List<Job> take() {
        synchronized (gate) {
            List<Job> taken = waiting;
            waiting = new ArrayList<>();
            return taken;
        }
    }

    private void commit(List<Job> jobs) {
        List<Change> changes = new ArrayList<>();
        jobs.forEach(j -> changes.addAll(j.changes));
        SQLException failure = null;
        try {
            boolean synced = jobs.stream().anyMatch(j -> j.synced);
            database.call(d -> {
                d.write(changes, synced);
                return null;
            });
        } catch (SQLException e) {
            failure = e;
        }
        for (Job job : jobs) {
            job.failure = failure;
            job.done = true;
        }
    }

    /** Ends when the present transaction has; nothing is written afterwards. */
    void close() throws SQLException {
        committing.lock();
        try {
            database.close();
        } finally {
            committing.unlock();
        }
    }

    /** Results are written and read under {@link #committing}. */
    private static final class Job {
        private final List<Change> changes;
        private final boolean synced;
        private boolean done;
        private SQLException failure;

        Job(List<Change> changes, boolean synced) {
            this.changes = changes;
            this.synced = synced;
        }
    }
}
