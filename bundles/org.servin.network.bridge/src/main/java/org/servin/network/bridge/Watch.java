package org.servin.network.bridge;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.servin.linux.io.Epoll;
import org.servin.linux.io.EventFd;
import org.servin.linux.netlink.NetworkLosses;
import org.servin.spi.ServinException;
import org.servin.spi.network.NetworkReports;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for somebody to take away from our links or rules, and has them mended: a thread that sleeps while nobody does. */
final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    /** One deletion is told in many messages; also, a container that ends takes its link with it a moment before the engine says so. */
    private static final int SETTLE_MILLIS = 30;
    /** Between two repairs of the rules, for the case that somebody deletes them over and over. */
    private static final int PAUSE_MILLIS = 100;
    private static final int RETRY_MILLIS = 500;
    private static final int STACK_BYTES = 256 * 1024;

    private final Mending mending;
    private final Firewall firewall;
    private final NetworkReports reports;
    private final NetworkLosses losses = new NetworkLosses();
    private final EventFd wake = new EventFd();
    private final Epoll epoll = new Epoll(4);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /** Begins; losses of the calling thread's namespace count from now on. */
    Watch(Mending mending, Firewall firewall, NetworkReports reports) {
        this.mending = mending;
        this.firewall = firewall;
        this.reports = reports;
        epoll.add(wake.number(), Epoll.IN, 0);
        epoll.add(losses.descriptor(), Epoll.IN, 0);
        epoll.add(firewall.descriptor(), Epoll.IN, 0);
        thread = new Thread(null, this::run, "bridge-watch", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            boolean closed = false;
            while (!closed) {
                closed = next();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits and mends; whether this closes. */
    private boolean next() throws InterruptedException {
        try {
            epoll.waitFor(mending.isPending() ? RETRY_MILLIS : -1);
            return closing.getCount() == 0 || look();
        } catch (RuntimeException e) {
            LOG.error("networks cannot be mended: {}", e.getMessage(), e);
            return closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Mends what there is to mend, when it has all been told; whether this closes. */
    private boolean look() throws InterruptedException {
        if (closing.await(SETTLE_MILLIS, TimeUnit.MILLISECONDS)) {
            return true;
        }
        losses.read(mending::note);
        boolean rewritten = mendRules();
        if (mending.isPending()) {
            mending.mend(reports);
        }
        return rewritten && closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private boolean mendRules() {
        try {
            return firewall.mend();
        } catch (ServinException e) {
            LOG.warn("the firewall's table cannot be mended: {}", e.getMessage());
            return true;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        wake.signal();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        epoll.close();
        losses.close();
        wake.close();
    }
}
