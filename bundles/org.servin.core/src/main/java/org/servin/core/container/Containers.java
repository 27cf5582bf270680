package org.servin.core.container;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;
import org.servin.core.filter.Filters;
import org.servin.spi.storage.Change;

/**
 * The containers of the engine. {@code ref} is a full id, an unambiguous beginning of one, or a name. Thread-safe. Failures are
 * {@link org.servin.spi.ServinException} with dockerd's wording where clients match on it ("No such container: x").
 */
@ProviderType
public interface Containers {
    /** Makes a container; it survives a power cut when this returns. */
    Created create(CreateRequest request);

    /** Starts it. NOT_MODIFIED if it runs. */
    void start(String ref);

    /** The same with another host part, which clients before 1.24 may give at the start. Its volumes are added to those that are there. */
    void start(String ref, HostConfig host);

    /** Asks it to stop, and kills it after the seconds given, its own time-out, or 10; -1 waits for ever. NOT_MODIFIED if it does not run. */
    void stop(String ref, OptionalInt timeoutSeconds);

    /** Stops and starts. */
    void restart(String ref, OptionalInt timeoutSeconds);

    /** Sends a signal by name or number. CONFLICT if it does not run. */
    void kill(String ref, String signal);

    /** Freezes it. */
    void pause(String ref);

    /** Thaws it. */
    void unpause(String ref);

    /** Gives it another name. */
    void rename(String ref, String newName);

    /** Changes limits, also of the running container; gives back warnings. */
    List<String> update(String ref, UpdateRequest request);

    /** Removes it. */
    void remove(String ref, RemoveOptions options);

    /** Completes when the condition holds. Fails at once if there is no such container. */
    CompletionStage<WaitResult> wait(String ref, WaitCondition condition);

    /** Everything about it. */
    ContainerView inspect(String ref, boolean size);

    /** Those that match. */
    List<ContainerView> list(ListQuery query);

    /** Removes those that do not run and match. */
    PruneReport prune(Filters filters);

    /** What it changed in its file system. */
    List<Change> changes(String ref);

    /** Its processes, by ps(1) with these arguments. */
    TopResult top(String ref, String psArgs);

    /** Its counters now; also of one that does not run. */
    StatsSample stats(String ref);

    /** Sets the size of its terminal. */
    void resize(String ref, int rows, int columns);
}
