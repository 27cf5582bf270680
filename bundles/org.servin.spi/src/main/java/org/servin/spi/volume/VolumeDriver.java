package org.servin.spi.volume;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ConsumerType;
import org.servin.spi.Probe;

/**
 * Keeps volumes. A volume lives from {@code create} to {@code remove}; while containers use it, it is mounted once for each of them.
 * Thread-safe; failures are {@link org.servin.spi.ServinException}.
 */
@ConsumerType
public interface VolumeDriver {
    /** Whether this host can use the driver; never throws for "not this host". */
    Probe probe();

    /** Makes a volume; doing it twice with the same options gives the same volume. */
    VolumeInfo create(VolumeSpec spec);

    /** Finds a volume. */
    Optional<VolumeInfo> find(String name);

    /** All volumes of this driver. */
    List<VolumeInfo> list();

    /**
     * Makes the volume usable by one more container, and tells where it is.
     *
     * @param user the container's id: mounting twice for one user counts once
     */
    VolumeInfo mount(String name, String user);

    /** The container needs the volume no longer; the last one unmounts it. Doing it twice does nothing. */
    void unmount(String name, String user);

    /** Deletes the volume and its data. IN_USE while mounted; absent: does nothing. */
    void remove(String name);

    /** Bytes in use, where the driver can tell. */
    OptionalLong usage(String name);

    /**
     * Removes what an earlier driver left half done when it was killed. Called once after the driver has come and was told who uses what; it may take long,
     * and other calls come meanwhile.
     */
    default void tidy() { }
}
