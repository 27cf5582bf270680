package org.servin.http.internal;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of a unix socket: clears what a dead server left, and sets who may connect. */
record UnixSocketFile(Path path) {
    private static final Logger LOG = LoggerFactory.getLogger(UnixSocketFile.class);

    /** Makes room for a new socket. Fails if somebody answers on the old one, or if the file is no socket. */
    void clear() throws IOException {
        Files.createDirectories(path.getParent());
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        // st_mode's file type; Java has no other way to tell a socket from a device
        if (((Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 0xf000) != 0xc000) {
            throw new IOException(path + " exists and is not a socket");
        }
        if (answers()) {
            throw new IOException("another process answers there");
        }
        Files.delete(path);
    }

    private boolean answers() {
        try (SocketChannel c = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return c.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            LOG.debug("nobody answers on {}", path, e);
            return false;
        }
    }

    /** Lets the owner and a group connect, or the owner alone where there is no such group. */
    void grant(String group) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
        if (group.isEmpty()) {
            return;
        }
        try {
            GroupPrincipal g = path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group);
            Files.getFileAttributeView(path, PosixFileAttributeView.class).setGroup(g);
        } catch (UserPrincipalNotFoundException e) {
            LOG.info("there is no group {}: only root can use {}", group, path);
        }
    }
}
