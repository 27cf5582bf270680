package org.servin.storage.overlay2;

/**
 * Brings what was written to the disk, for several threads at once: whoever comes while that is being done for others waits for its end, and then one call serves all
 * who came meanwhile. Thread-safe.
 */
final class SharedSync {
    private long begun;
    private long done;
    private boolean running;

    /** Returns once a run of {@code sync} that began after this call has ended; if one fails, who makes it hears that, and the others make their own. */
    void run(Runnable sync) {
        long mine = turn();
        if (mine == 0) {
            return;
        }
        boolean whole = false;
        try {
            sync.run();
            whole = true;
        } finally {
            end(whole ? mine : 0);
        }
    }

    /** The number of the run that the caller is to make; 0 if another has made one for it. */
    private synchronized long turn() {
        long needed = begun + 1;
        boolean interrupted = false;
        while (running && done < needed) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (done >= needed) {
            return 0;
        }
        running = true;
        return ++begun;
    }

    private synchronized void end(long number) {
        running = false;
        done = Math.max(done, number);
        notifyAll();
    }
}
