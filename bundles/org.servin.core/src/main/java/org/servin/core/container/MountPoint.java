package org.servin.core.container;

/**
 * A mount of a container as it turned out.
 *
 * @param type {@code bind}, {@code volume} or {@code tmpfs}
 * @param name the volume's name; empty otherwise
 * @param source path on the host; empty for tmpfs
 * @param destination path in the container
 * @param driver the volume's driver; empty otherwise
 * @param mode the mode as it was written
 * @param rw whether it is writable
 * @param propagation as in mount(8)
 */
public record MountPoint(String type, String name, String source, String destination, String driver, String mode, boolean rw, String propagation) { }
