package org.servin.image.internal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.servin.image.Progress;
import org.servin.image.RegistryLogin;
import org.servin.image.RemoteImage;
import org.servin.image.SearchResult;
import org.servin.image.internal.manifest.Platform;
import org.servin.image.internal.reference.ImageReference;
import org.servin.image.internal.registry.RegistryClient;
import org.servin.image.internal.state.ImageTable;
import org.servin.image.internal.transfer.Inspector;
import org.servin.image.internal.transfer.Puller;
import org.servin.image.internal.transfer.Pusher;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** What {@link org.servin.image.Images} does with registries. Thread-safe. */
final class RemoteImages {
    private final RegistryClient registries;
    private final Puller puller;
    private final Pusher pusher;
    private final Inspector inspector;
    private final ImageTable table;
    private final Announcements announcements;

    RemoteImages(RegistryClient registries, Puller puller, Pusher pusher, ImageTable table, Announcements announcements) {
        this.registries = registries;
        this.puller = puller;
        this.pusher = pusher;
        this.inspector = new Inspector(registries);
        this.table = table;
        this.announcements = announcements;
    }

    void pull(String name, String tagOrDigest, Optional<String> platform, RegistryLogin login, Progress.Sink progress) {
        ImageReference reference = ImageReference.parse(name).with(tagOrDigest);
        if (reference.familiarName().equals("scratch")) {
            throw new ServinException(ErrorKind.FORBIDDEN, "'scratch' is a reserved name");
        }
        Platform wanted = Platform.parse(platform);
        boolean allTags = reference.tag().isEmpty() && reference.digest().isEmpty();
        puller.pull(allTags ? reference : reference.exact(), allTags, wanted, login, progress);
        if (!allTags && platform.isPresent()) {
            warn(reference, wanted, progress);
        }
        announcements.tell("pull", reference.familiar(), reference.familiarName(), table.find(reference.toString()));
    }

    /** A registry that has an image for one platform only gives it whatever platform was asked for. */
    private void warn(ImageReference reference, Platform wanted, Progress.Sink progress) {
        try {
            table.get(reference.familiar(), Optional.of(wanted));
        } catch (ServinException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
            progress.show(Progress.status("WARNING: " + e.getMessage()));
        }
    }

    void push(String name, Optional<String> tag, RegistryLogin login, Progress.Sink progress) {
        ImageReference repository = ImageReference.parse(name);
        Optional<ImageReference> wanted = tag.map(repository::withTag).or(() -> repository.tag().map(t -> repository));
        List<ImageReference> all = table.list().stream().flatMap(i -> i.tags().stream()).map(ImageReference::parse)
                .filter(r -> r.name().equals(repository.name())).toList();
        if (all.isEmpty()) {
            pusher.announce(repository, progress);
            throw ServinException.notFound("An image does not exist locally with the tag: " + repository.familiarName());
        }
        pusher.push(repository, wanted.map(List::of).orElse(all), login, progress);
        ImageReference reference = wanted.orElse(repository);
        announcements.tell("push", reference.familiar(), reference.familiarName(), table.find(reference.toString()));
    }

    String login(RegistryLogin login) {
        return asked(() -> registries.login(login));
    }

    RemoteImage look(String name, RegistryLogin login) {
        if (ImageReference.asId(name).isPresent()) {
            throw ServinException.internal("no manifest found for full image ID", null);
        }
        return inspector.inspect(ImageReference.parse(name).exact(), login);
    }

    List<SearchResult> search(String term, int limit, RegistryLogin login) {
        return asked(() -> registries.search().search(term, limit, login));
    }

    private interface Question<T> {
        T ask() throws IOException;
    }

    private static <T> T asked(Question<T> question) {
        try {
            return question.ask();
        } catch (IOException e) {
            throw ServinException.internal(String.valueOf(e.getMessage()), e);
        }
    }
}
