package org.servin.core.container;

/** Where a container is in its life; {@link #text} is dockerd's word. */
public enum Status {
    CREATED, RUNNING, PAUSED, RESTARTING, REMOVING, EXITED, DEAD;

    /** As the API writes it. */
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Whether there is a process. */
    public boolean isAlive() {
        return this == RUNNING || this == PAUSED;
    }

    /** Whether dockerd calls it running: also between two runs of a restart policy. */
    public boolean isActive() {
        return isAlive() || this == RESTARTING;
    }
}
