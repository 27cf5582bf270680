package org.servin.image.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.servin.image.CommitRequest;
import org.servin.image.Image;
import org.servin.image.ImageId;
import org.servin.image.ImageListener;
import org.servin.image.ImageSettings;
import org.servin.image.ImageUsers;
import org.servin.image.Images;
import org.servin.image.Progress;
import org.servin.image.Pruned;
import org.servin.image.RegistryLogin;
import org.servin.image.RemoteImage;
import org.servin.image.Removed;
import org.servin.image.SearchResult;
import org.servin.image.StorageProvider;
import org.servin.image.StoreCheck;
import org.servin.image.WorkspaceView;
import org.servin.image.internal.archive.LayerLoad;
import org.servin.image.internal.archive.Loader;
import org.servin.image.internal.archive.Maker;
import org.servin.image.internal.archive.Saver;
import org.servin.image.internal.change.Instructions;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.content.SizeLimit;
import org.servin.image.internal.layer.ContainerLayers;
import org.servin.image.internal.layer.Holds;
import org.servin.image.internal.layer.LayerCheck;
import org.servin.image.internal.layer.LayerFiller;
import org.servin.image.internal.layer.LayerTars;
import org.servin.image.internal.layer.Layers;
import org.servin.image.internal.manifest.KeptManifests;
import org.servin.image.internal.manifest.Platform;
import org.servin.image.internal.reference.ImageReference;
import org.servin.image.internal.registry.Proxies;
import org.servin.image.internal.registry.RegistryClient;
import org.servin.image.internal.registry.RegistrySettings;
import org.servin.image.internal.state.ImageRecord;
import org.servin.image.internal.state.ImageTable;
import org.servin.image.internal.state.LayerRecord;
import org.servin.image.internal.transfer.Flights;
import org.servin.image.internal.transfer.LayerFetch;
import org.servin.image.internal.transfer.Puller;
import org.servin.image.internal.transfer.Pusher;
import org.servin.spi.ErrorKind;
import org.servin.spi.IdMaps;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;
import org.servin.spi.storage.LayerId;
import org.servin.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The images of the engine: puts the parts together. */
@Component(configurationPid = "org.servin")
public final class ImageService implements Images, StoreCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ImageService.class);
    private final List<ImageUsers> users = new CopyOnWriteArrayList<>();
    private final AtomicReference<WorkspaceView> workspaces = new AtomicReference<>();
    private final Announcements announcements = new Announcements();
    private final Blobs blobs;
    private final Layers layers;
    private final LayerCheck layerCheck;
    private final ImageTable table;
    private final Holds holds;
    private final ContainerLayers containerLayers;
    private final RemoteImages remote;
    private final Remover remover;
    private final Loader loader;
    private final Saver saver;
    private final Maker maker;
    private final Thread sweeper;

    /** Settings; the names are those of daemon.json. */
    @interface Config {
        /** The engine's folder. */
        String root() default "/var/lib/servin";

        /** Registries that may be spoken to without TLS or a known certificate. */
        String[] insecure$_$registries() default {};

        /** Base URLs to ask before the default registry. */
        String[] registry$_$mirrors() default {};

        /** Downloads at once. */
        int max$_$concurrent$_$downloads() default 3;

        /** Uploads at once. */
        int max$_$concurrent$_$uploads() default 5;

        /** Users of containers' user namespaces: {@code inside:outside:count}. */
        String[] userns$_$uids() default {};

        /** Groups of containers' user namespaces. */
        String[] userns$_$gids() default {};

        /** How often a download is tried. */
        int max$_$download$_$attempts() default 5;

        /** Bytes that a layer may have, packed or unpacked. */
        long max$_$layer$_$size() default SizeLimit.USUAL;

        /** Proxies to registries: {@code http-proxy=URL}, {@code https-proxy=URL}, {@code no-proxy=a,b}; before the environment's. */
        String[] proxies() default {};
    }

    /** Reads what images there are. */
    @Activate
    public ImageService(Config config, @Reference Store store, @Reference StorageProvider storage) throws IOException {
        this(Path.of(config.root()), new SizeLimit(config.max$_$layer$_$size()), settings(config), store, storage, IdMaps.parse(List.of(config.userns$_$uids()), List.of(config.userns$_$gids())));
    }

    private ImageService(Path root, SizeLimit limit, RegistrySettings settings, Store store, StorageProvider storage, IdMaps maps) throws IOException {
        this(new Blobs(root, limit), root, settings, store, storage, maps.root(), new TrustlessTars(maps));
    }

    /** With other parts, for tests. */
    ImageService(Blobs blobs, Path root, RegistrySettings settings, Store store, StorageProvider storage, Owner owner, LayerTars tars) throws IOException {
        Path anchor = Files.createDirectories(root.resolve("content/anchor"));
        this.blobs = blobs;
        table = new ImageTable(store, blobs);
        LayerFiller filler = new LayerFiller(tars, blobs.limit());
        layers = new Layers(storage, blobs, filler);
        holds = new Holds(blobs, layers, table);
        layerCheck = new LayerCheck(storage, blobs, filler);
        containerLayers = new ContainerLayers(layers, anchor, owner);
        ImageRecorder recorder = new ImageRecorder(blobs, table);
        KeptManifests manifests = new KeptManifests(blobs);
        RegistrySettings.Limits limits = settings.limits();
        RegistryClient registries = new RegistryClient(settings);
        Flights flights = new Flights();
        Puller puller = new Puller(registries, new LayerFetch(blobs, layers, flights, limits.downloads(), limits.attempts()), table, holds, recorder, manifests);
        Pusher pusher = new Pusher(registries, blobs, table, holds, manifests, limits.uploads());
        remote = new RemoteImages(registries, puller, pusher, table, announcements);
        remover = new Remover(table, holds, this::users, announcements);
        loader = new Loader(blobs, new LayerLoad(blobs, layers, flights), table, holds, recorder);
        saver = new Saver(blobs, table, holds);
        maker = new Maker(blobs, layers, table, holds, recorder, tars);
        sweeper = new Thread(this::sweep, "image sweeper");
        sweeper.setDaemon(true);
        sweeper.start();
    }

    private static RegistrySettings settings(Config config) {
        RegistrySettings usual = RegistrySettings.defaults();
        return usual.with(List.of(config.insecure$_$registries()), List.of(config.registry$_$mirrors()))
                .with(new RegistrySettings.Limits(config.max$_$concurrent$_$downloads(), config.max$_$concurrent$_$uploads(), config.max$_$download$_$attempts(),
                        usual.limits().silence()))
                .with(Proxies.of(List.of(config.proxies()), System::getenv));
    }

    /** Removes what an engine that was killed left behind, beside the start of everything else. */
    private void sweep() {
        try {
            holds.sweepAll();
        } catch (ServinException | IOException e) {
            LOG.warn("left-over image content could not be removed, the next start tries again", e);
        }
    }

    @Deactivate
    void deactivate() throws InterruptedException {
        sweeper.interrupt();
        sweeper.join();
        layers.close();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addListener(ImageListener listener) {
        announcements.add(listener);
    }

    void removeListener(ImageListener listener) {
        announcements.remove(listener);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addUsers(ImageUsers added) {
        users.add(added);
    }

    void removeUsers(ImageUsers removed) {
        users.remove(removed);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setWorkspaces(WorkspaceView view) {
        workspaces.set(view);
    }

    void unsetWorkspaces(WorkspaceView view) {
        workspaces.compareAndSet(view, null);
    }

    private List<ImageUsers.User> users() {
        if (users.isEmpty()) {
            throw new ServinException(ErrorKind.UNAVAILABLE, "it is not known now which images containers need: the engine is starting or being updated");
        }
        return users.stream().flatMap(u -> u.users().stream()).toList();
    }

    @Override
    public Image get(String ref) {
        return table.get(ref);
    }

    @Override
    public Image get(String ref, Optional<String> platform) {
        return table.get(ref, platform.map(p -> Platform.parse(Optional.of(p))));
    }

    @Override
    public Optional<Image> find(String ref) {
        return table.find(ref);
    }

    @Override
    public List<Image> list() {
        return table.list();
    }

    @Override
    public void pull(String name, String tagOrDigest, Optional<String> platform, RegistryLogin login, Progress.Sink progress) {
        remote.pull(name, tagOrDigest, platform, login, progress);
    }

    @Override
    public void push(String name, Optional<String> tag, RegistryLogin login, Progress.Sink progress) {
        remote.push(name, tag, login, progress);
    }

    @Override
    public String login(RegistryLogin login) {
        return remote.login(login);
    }

    @Override
    public RemoteImage remote(String name, RegistryLogin login) {
        return remote.look(name, login);
    }

    @Override
    public List<SearchResult> search(String term, int limit, RegistryLogin login) {
        return remote.search(term, limit, login);
    }

    @Override
    public void tag(String ref, String repository, String tag) {
        Image image = table.get(ref);
        var parsed = ImageReference.parse(repository);
        var name = tag.isEmpty() ? parsed.exact() : parsed.withTag(tag);
        requireNewName(name);
        String id = image.id().value();
        ImageRecord kept = table.record(id).orElseThrow(() -> ServinException.notFound("No such image: " + ref));
        table.change(draft -> {
            draft.update(kept.taggedAt(System.currentTimeMillis()));
            draft.name(name, id);
        });
        announcements.tell("tag", id, tag.isEmpty() ? parsed.familiar() : name.familiar(), Optional.of(image));
    }

    private static void requireNewName(ImageReference name) {
        if (name.isDigest()) {
            throw ServinException.invalid("refusing to create a tag with a digest reference");
        }
        if (name.familiarName().equals("sha256")) {
            throw ServinException.invalid("refusing to create an ambiguous tag using digest algorithm as name");
        }
    }

    @Override
    public List<Removed> remove(String ref, boolean force, boolean prune) {
        return remover.remove(ref, force, prune);
    }

    @Override
    public Pruned prune(boolean all, Predicate<Image> only) {
        long before = layersSize();
        List<Removed> steps = remover.prune(all, only);
        long freed = steps.isEmpty() ? 0 : Math.max(0, before - layersSize()); // others may pull meanwhile
        announcements.pruned(freed);
        return new Pruned(steps, freed);
    }

    @Override
    public void save(List<String> refs, Supplier<OutputStream> out) throws IOException {
        Map<String, TreeSet<String>> wanted = saver.choose(refs);
        saver.save(wanted, out);
        wanted.keySet().forEach(id -> announcements.tell("save", id, id, table.find(id)));
    }

    @Override
    public void load(InputStream in, boolean quiet, Progress.Sink progress) throws IOException {
        for (String id : loader.load(in, quiet, progress)) {
            announcements.tell("load", id, id, table.find(id));
        }
    }

    @Override
    public ImageId importRoot(InputStream tar, Optional<String> repository, String message, List<String> changes, Optional<String> platform)
            throws IOException {
        var name = repository.filter(r -> !r.isEmpty()).map(r -> ImageReference.parse(r).exact());
        if (name.isPresent() && name.get().isDigest()) {
            throw ServinException.invalid("cannot import digest reference");
        }
        ImageSettings settings = Instructions.apply(ImageSettings.none(), changes);
        Platform wanted = Platform.parse(platform);
        if (!wanted.os().equals("linux")) {
            throw ServinException.invalid("operating system is not supported");
        }
        String id = maker.importRoot(tar, name, message, settings, wanted);
        name.ifPresent(n -> announcements.tell("tag", id, n.familiar(), table.find(id)));
        announcements.tell("import", id, id, table.find(id));
        return new ImageId(id);
    }

    @Override
    public ImageId commit(CommitRequest request) {
        WorkspaceView view = Optional.ofNullable(workspaces.get())
                .orElseThrow(() -> new ServinException(ErrorKind.UNAVAILABLE, "workspaces cannot be seen now: the engine is starting or being updated"));
        request.repository().ifPresent(r -> requireNewName(ImageReference.parse(r)));
        try {
            String id = maker.commit(request, view);
            request.repository().ifPresent(r -> announcements.tell("tag", id, ImageReference.parse(r).exact().familiar(), table.find(id)));
            return new ImageId(id);
        } catch (IOException e) {
            throw ServinException.internal("commit of container " + request.containerId() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public ImageSettings change(ImageSettings settings, List<String> instructions) {
        return Instructions.apply(settings, instructions);
    }

    @Override
    public Report check(boolean repair, Consumer<String> progress) {
        Mending mending = new Mending(blobs, layers, layerCheck, table, holds, this::users, (reference, platform) -> remote.pull(reference.familiarName(),
                reference.digest().orElseThrow(), Optional.of(platform.toString()), RegistryLogin.none(), m -> { }));
        return new Scrub(table, holds, mending, progress).run(repair);
    }

    @Override
    public long layersSize() {
        Map<String, Long> sizes = table.records().stream().flatMap(r -> r.layers().stream())
                .collect(Collectors.toMap(LayerRecord::chainId, LayerRecord::size, (a, b) -> a));
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public Map<ImageId, Long> sharedSizes() {
        List<ImageRecord> records = table.records().stream().filter(r -> !r.removed()).toList();
        Map<String, Long> uses = records.stream().flatMap(r -> r.layers().stream().map(LayerRecord::chainId))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return records.stream().collect(Collectors.toMap(r -> new ImageId(r.id()),
                r -> r.layers().stream().filter(layer -> uses.get(layer.chainId()) > 1).mapToLong(LayerRecord::size).sum()));
    }

    @Override
    public LayerId containerLayer(ImageId id) {
        ImageRecord image = table.record(id.value()).orElseThrow(() -> ServinException.notFound("No such image: " + id));
        Optional<LayerId> ready = containerLayers.find(image.layers());
        if (ready.isPresent()) {
            return ready.get();
        }
        try (Holds.Hold hold = holds.hold()) {
            image.layers().forEach(layer -> hold.layer(layer.id()));
            return containerLayers.make(image.layers());
        } catch (UncheckedIOException e) {
            throw ServinException.internal("layer of mount points of image " + id + ": " + e.getMessage(), e);
        }
    }
}
