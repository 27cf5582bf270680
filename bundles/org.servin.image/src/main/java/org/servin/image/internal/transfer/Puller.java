package org.servin.image.internal.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.servin.image.Progress;
import org.servin.image.RegistryLogin;
import org.servin.image.internal.ImageRecorder;
import org.servin.image.internal.content.Descriptor;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.layer.Holds;
import org.servin.image.internal.manifest.ImageConfig;
import org.servin.image.internal.manifest.KeptManifests;
import org.servin.image.internal.manifest.Manifest;
import org.servin.image.internal.manifest.Platform;
import org.servin.image.internal.reference.ImageReference;
import org.servin.image.internal.registry.RegistryClient;
import org.servin.image.internal.registry.RegistryException;
import org.servin.image.internal.registry.Repository;
import org.servin.image.internal.state.ImageRecord;
import org.servin.image.internal.state.ImageTable;
import org.servin.image.internal.state.LayerRecord;
import org.servin.spi.ServinException;
import org.servin.spi.storage.LayerId;

/** Fetches images from registries. Thread-safe. */
public final class Puller {
    private static final int MAX_INDEX_DEPTH = 3;
    private final RegistryClient registries;
    private final LayerFetch layers;
    private final ImageTable table;
    private final Holds holds;
    private final ImageRecorder recorder;
    private final KeptManifests manifests;

    /** Uses these. */
    public Puller(RegistryClient registries, LayerFetch layers, ImageTable table, Holds holds, ImageRecorder recorder, KeptManifests manifests) {
        this.registries = registries;
        this.layers = layers;
        this.table = table;
        this.holds = holds;
        this.recorder = recorder;
        this.manifests = manifests;
    }

    /** Fetches one image, or all of a repository's; says what it does. */
    public void pull(ImageReference reference, boolean allTags, Platform platform, RegistryLogin login, Progress.Sink sink) {
        try {
            boolean newer = registries.with(reference, login, false, repository -> {
                boolean any = false;
                for (ImageReference one : allTags ? tags(repository, reference) : List.of(reference)) {
                    any |= pullOne(repository, one, platform, sink);
                }
                return any;
            });
            String what = newer ? "Downloaded newer image for " : "Image is up to date for ";
            sink.show(Progress.status("Status: " + what + reference.familiar()));
        } catch (IOException e) {
            throw Failures.pull(e, reference);
        } catch (ServinException e) {
            throw Failures.unusable(e);
        }
    }

    private static List<ImageReference> tags(Repository repository, ImageReference reference) throws IOException {
        return repository.tags().stream().map(reference::withTag).toList();
    }

    private record Found(Manifest.Single image, List<Manifest> all) {
        /** What the name stands for at the registry. */
        String digest() {
            return all.get(0).digest();
        }
    }

    private boolean pullOne(Repository repository, ImageReference reference, Platform platform, Progress.Sink sink) throws IOException {
        String wanted = reference.digest().or(reference::tag).orElseThrow();
        Optional<String> before = table.named(reference);
        Manifest first = before.isPresent() ? perhapsHere(repository, wanted) : repository.manifest(wanted);
        sink.show(Progress.named(reference.isDigest() ? reference.toString() : wanted, "Pulling from " + reference.path()));
        Found found = choose(repository, first, platform);
        String id = found.image.config().digest();
        try (Holds.Hold hold = holds.hold()) {
            hold.blob(id);
            found.all.forEach(manifest -> hold.blob(manifest.digest()));
            ImageConfig config;
            List<LayerRecord> records;
            Optional<ImageRecord> here = hold.image(id);
            if (here.isPresent()) {
                config = table.config(id).orElseThrow();
                records = here.get().layers();
            } else {
                config = config(repository, found.image, hold);
                records = layers.fetch(repository, found.image.layers(), config.diffIds(), hold, sink);
            }
            String digest = reference.digest().orElse(found.digest());
            sink.show(Progress.status("Digest: " + digest));
            recorder.record(config, records, found.all.stream().toList(), List.of(reference, reference.withDigest(digest)));
        }
        return !before.equals(Optional.of(id));
    }

    /** To ask what a tag stands for costs the registry less than the manifest, and registries that count pulls do not count it. */
    private Manifest perhapsHere(Repository repository, String wanted) throws IOException {
        if (wanted.indexOf(':') >= 0 && !Digests.isDigest(wanted)) {
            return repository.manifest(wanted); // what is kept is found by the usual algorithm alone
        }
        Optional<String> digest = Digests.isDigest(wanted) ? Optional.of(wanted) : repository.digest(wanted);
        Optional<Manifest> kept = digest.isPresent() ? manifests.find(digest.get()) : Optional.empty();
        return kept.isPresent() ? kept.get() : repository.manifest(digest.orElse(wanted));
    }

    private Found choose(Repository repository, Manifest first, Platform platform) throws IOException {
        List<Manifest> all = new ArrayList<>(List.of(first));
        Manifest at = first;
        for (int depth = 0; at instanceof Manifest.Index index && depth < MAX_INDEX_DEPTH; depth++) {
            Descriptor chosen = index.choose(platform);
            Optional<Manifest> kept = manifests.find(chosen.digest());
            at = kept.isPresent() ? kept.get() : repository.manifest(chosen.digest());
            if (at.bytes().length != chosen.size()) {
                throw ServinException.invalid("manifest " + chosen.digest() + " has " + at.bytes().length + " bytes, but its index says " + chosen.size());
            }
            all.add(at);
        }
        if (at instanceof Manifest.Single image) {
            return new Found(image, all);
        }
        throw ServinException.invalid("manifest " + first.digest() + " is an index of indexes that goes too deep");
    }

    private static ImageConfig config(Repository repository, Manifest.Single image, Holds.Hold hold) throws IOException {
        ImageConfig config = ImageConfig.parse(document(repository, image));
        if (!config.platform().os().equals("linux")) {
            throw ServinException.invalid("image operating system \"" + config.platform().os() + "\" cannot be used on this platform");
        }
        if (config.diffIds().size() != image.layers().size()) {
            throw ServinException.invalid("layers from manifest don't match image configuration: manifest " + image.digest() + " has " + image.layers().size()
                    + ", configuration " + config.digest() + " " + config.diffIds().size());
        }
        image.layers().forEach(layer -> hold.blob(layer.digest()));
        Digests.chain(config.diffIds()).forEach(chain -> hold.layer(new LayerId(Digests.hex(chain))));
        return config;
    }

    private static byte[] document(Repository repository, Manifest.Single image) throws IOException {
        try {
            return repository.document(image.config(), "image config");
        } catch (RegistryException e) {
            throw new IOException("error pulling image configuration: " + e.getMessage(), e);
        } catch (ServinException e) {
            throw new ServinException(e.kind(), "error pulling image configuration: " + e.getMessage(), e);
        }
    }
}
