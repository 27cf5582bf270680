package org.servin.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;
import org.servin.spi.storage.LayerId;

/**
 * The images of the engine. {@code ref} is a reference in Docker's grammar, a full id, or an unambiguous beginning of one. Thread-safe. Failures are
 * {@link org.servin.spi.ServinException} in dockerd's wording ("No such image: x:latest").
 */
@ProviderType
public interface Images {
    /** An image. */
    Image get(String ref);

    /** The same, where the platform must be the one named, if any; NOT_FOUND in dockerd's words if it is another, INVALID_ARGUMENT if there is none of that name. */
    Image get(String ref, Optional<String> platform);

    /** An image, or nothing. */
    Optional<Image> find(String ref);

    /** All images, newest first. */
    List<Image> list();

    /**
     * Fetches from a registry. Blocks until done; interrupting the thread, or CANCELLED from the sink, ends it and leaves nothing behind.
     *
     * @param name reference
     * @param tagOrDigest what is meant instead of the name's own tag or digest; if there is none in either, all tags are fetched
     * @param platform {@code os[/arch[/variant]]}; empty for the host's
     */
    void pull(String name, String tagOrDigest, Optional<String> platform, RegistryLogin login, Progress.Sink progress);

    /** Sends to a registry; see {@link #pull}. */
    void push(String name, Optional<String> tag, RegistryLogin login, Progress.Sink progress);

    /** Checks credentials against a registry and gives back an identity token, or empty. */
    String login(RegistryLogin login);

    /**
     * What a registry has under a name, without fetching it.
     *
     * @param name reference; without tag or digest it means {@code latest}
     */
    RemoteImage remote(String name, RegistryLogin login);

    /**
     * Searches a registry that offers it.
     *
     * @param term a registry's host, a slash and what to search there; without a host at the default registry
     * @param limit how many finds at most, from 1 to 100
     */
    List<SearchResult> search(String term, int limit, RegistryLogin login);

    /** Adds a tag. */
    void tag(String ref, String repository, String tag);

    /** Takes a tag off, and deletes the image when it has none left. CONFLICT while containers need it. */
    List<Removed> remove(String ref, boolean force, boolean prune);

    /**
     * Writes images as a Docker archive that is an OCI layout too. A repository without a tag means all of its tags.
     *
     * @param out asked for the stream once all images were found
     */
    void save(List<String> refs, Supplier<OutputStream> out) throws IOException;

    /** Reads what {@link #save} writes, plain or compressed. */
    void load(InputStream in, boolean quiet, Progress.Sink progress) throws IOException;

    /** Makes an image of one layer from a tar of a root file system, plain or compressed; changes are Dockerfile instructions. */
    ImageId importRoot(InputStream tar, Optional<String> repository, String message, List<String> changes, Optional<String> platform) throws IOException;

    /** Makes an image of a container's workspace. */
    ImageId commit(CommitRequest request);

    /** Applies Dockerfile instructions to settings, as commit and import take them. INVALID_ARGUMENT naming the line. */
    ImageSettings change(ImageSettings settings, List<String> instructions);

    /** Removes images that nobody needs: those without a tag, or with {@code all} also tagged ones. */
    Pruned prune(boolean all, java.util.function.Predicate<Image> only);

    /** Bytes that all layers take together, each counted once. */
    long layersSize();

    /** Of each image the bytes of those of its layers that another image has too. */
    Map<ImageId, Long> sharedSizes();

    /**
     * The layer that containers of an image stand on: the image's layers and one with the mount points and files every container has. Made on first use.
     */
    LayerId containerLayer(ImageId id);
}
