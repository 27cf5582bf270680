package org.servin.tck.log;

import java.util.List;
import org.servin.spi.log.LogTarget;

/** Where a driver that cannot read back sends to, as its test sees it: a real server, or one that the test has. Called by one thread. */
public interface LogDestination {
    /** What has come for a container up to now, in the order of its coming. */
    List<Seen> received(LogTarget target);

    /** Ends it as a killed server ends: connections are closed, and new ones refused, until {@link #start}. What had come is still known. */
    void stop();

    /** Lets it go on, where it was before. */
    void start();

    /** Makes it take connections and say nothing, until {@link #start}; false if that cannot be done here. */
    default boolean stall() {
        return false;
    }

    /** Whether a driver can notice that nobody takes what it sends; it cannot with datagrams of UDP. */
    default boolean isNoticedWhenDown() {
        return true;
    }
}
