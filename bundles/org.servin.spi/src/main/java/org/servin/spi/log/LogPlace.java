package org.servin.spi.log;

/** Where the logs of a driver are. */
public enum LogPlace {
    /** In the container's folder, {@link LogTarget#folder}, and nowhere else: the log goes with the container, and its destination cannot be down. */
    CONTAINER,
    /** Anywhere else, on this machine or not: the log stays when the container goes, and what its destination does not have then is still brought there. */
    ELSEWHERE,
    /** There is none: the engine opens no log, keeps no copy for {@code docker logs}, and asks for no options. Such a driver goes with no other. */
    NOWHERE
}
