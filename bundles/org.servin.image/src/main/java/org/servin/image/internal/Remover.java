package org.servin.image.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.servin.image.Image;
import org.servin.image.ImageId;
import org.servin.image.ImageUsers.User;
import org.servin.image.Removed;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.layer.Holds;
import org.servin.image.internal.reference.ImageReference;
import org.servin.image.internal.state.ImageRecord;
import org.servin.image.internal.state.ImageTable;
import org.servin.image.internal.state.LayerRecord;
import org.servin.spi.ServinException;

/** Takes names off images and deletes them, by dockerd's rules. Thread-safe: one removal at a time. */
final class Remover {
    private final ImageTable table;
    private final Holds holds;
    private final Supplier<List<User>> users;
    private final Announcements announcements;

    Remover(ImageTable table, Holds holds, Supplier<List<User>> users, Announcements announcements) {
        this.table = table;
        this.holds = holds;
        this.users = users;
        this.announcements = announcements;
    }

    /** What a removal can be refused for. */
    private record Conflict(boolean hard, boolean used, String message) { }

    synchronized List<Removed> remove(String text, boolean force, boolean prune) {
        sweepRemoved();
        Image image = table.get(text);
        String id = image.id().value();
        List<Removed> done = new ArrayList<>();
        boolean named = !id.startsWith(text) && !image.id().hex().startsWith(text);
        if (named) {
            if (untag(image, text, force, done)) {
                return done;
            }
        } else if (isSingle(table.referencesTo(id))) {
            conflict(image, force, false).ifPresent(found -> refuse(image, found));
            table.referencesTo(id).forEach(reference -> untag(image, reference, done));
        }
        delete(image, force, prune, named, done);
        return done;
    }

    /** Takes a name off; true if that was all. */
    private boolean untag(Image image, String text, boolean force, List<Removed> done) {
        String id = image.id().value();
        if (!force && isSingle(table.referencesTo(id))) {
            usersOf(image).stream().findFirst().ifPresent(user -> {
                throw ServinException.conflict("conflict: unable to remove repository reference \"" + text + "\" (must force) - container "
                        + shortId(user.containerId()) + " is using its referenced image " + Digests.shortened(id));
            });
        }
        ImageReference reference = ImageReference.parse(text).exact();
        untag(image, reference, done);
        List<ImageReference> rest = table.referencesTo(id);
        boolean otherTag = rest.stream().anyMatch(r -> !r.isDigest() && r.name().equals(reference.name()));
        if (!reference.isDigest() && !otherTag) {
            rest.stream().filter(r -> r.isDigest() && r.name().equals(reference.name())).forEach(r -> untag(image, r, done));
        }
        return !table.referencesTo(id).isEmpty();
    }

    private void untag(Image image, ImageReference reference, List<Removed> done) {
        table.change(draft -> draft.unname(reference));
        done.add(new Removed(reference.familiar(), ""));
        announcements.tell("untag", image.id().value(), image.id().value(), Optional.of(image));
    }

    /** Whether at most one tag names the image, with digests of the same repository only. */
    private static boolean isSingle(List<ImageReference> references) {
        if (references.size() <= 1) {
            return true;
        }
        List<ImageReference> tags = references.stream().filter(r -> !r.isDigest()).toList();
        Set<String> repositories = new HashSet<>();
        references.stream().filter(ImageReference::isDigest).forEach(r -> repositories.add(r.name()));
        if (tags.size() > 1) {
            return false;
        }
        String name = (tags.isEmpty() ? references : tags).get(0).name();
        return repositories.size() == 1 && repositories.contains(name);
    }

    private void delete(Image image, boolean force, boolean prune, boolean quiet, List<Removed> done) {
        Optional<Conflict> conflict = conflict(image, force, true);
        if (conflict.isPresent()) {
            boolean dangling = table.referencesTo(image.id().value()).isEmpty() && !hasChildren(image);
            if (quiet && (!dangling || conflict.get().used)) {
                return;
            }
            refuse(image, conflict.get());
        }
        table.referencesTo(image.id().value()).forEach(reference -> untag(image, reference, done));
        forget(image, done);
        if (prune) {
            image.parent().flatMap(parent -> table.find(parent.value())).ifPresent(parent -> {
                if (table.referencesTo(parent.id().value()).isEmpty()) {
                    delete(parent, false, true, true, done);
                }
            });
        }
    }

    /** An image that containers stand on is only hidden: its layers go when they do. */
    private void forget(Image image, List<Removed> done) {
        String id = image.id().value();
        ImageRecord record = table.record(id).orElseThrow();
        boolean needed = !usersOf(image).isEmpty();
        table.change(draft -> {
            if (needed) {
                draft.update(record.withRemoved(true));
            } else {
                draft.remove(id);
            }
        });
        announcements.tell("delete", id, id, Optional.empty()); // dockerd knows the labels no more
        done.add(new Removed("", id));
        if (!needed) {
            for (LayerRecord layer : holds.release(record)) {
                done.add(new Removed("", layer.chainId()));
            }
        }
    }

    private Optional<Conflict> conflict(Image image, boolean force, boolean references) {
        String id = image.id().value();
        if (hasChildren(image)) {
            return Optional.of(new Conflict(true, false, "image has dependent child images"));
        }
        List<User> using = usersOf(image);
        Optional<User> running = using.stream().filter(User::running).findFirst();
        if (running.isPresent()) {
            return Optional.of(new Conflict(true, true, "image is being used by running container " + shortId(running.get().containerId())));
        }
        if (force) {
            return Optional.empty();
        }
        if (references && !table.referencesTo(id).isEmpty()) {
            return Optional.of(new Conflict(false, false, "image is referenced in multiple repositories"));
        }
        return using.stream().findFirst().map(user -> new Conflict(false, true, "image is being used by stopped container " + shortId(user.containerId())));
    }

    private boolean hasChildren(Image image) {
        return table.records().stream().anyMatch(r -> !r.removed() && image.id().value().equals(r.parent()));
    }

    private static void refuse(Image image, Conflict conflict) {
        throw ServinException.conflict("conflict: unable to delete " + Digests.shortened(image.id().value())
                + (conflict.hard ? " (cannot be forced) - " : " (must be forced) - ") + conflict.message);
    }

    private List<User> usersOf(Image image) {
        return users.get().stream().filter(user -> user.image().equals(image.id())).toList();
    }

    private static String shortId(String id) {
        return id.length() > 12 ? id.substring(0, 12) : id;
    }

    /** Deletes what nobody needs, and what only that was made from. */
    synchronized List<Removed> prune(boolean all, Predicate<Image> only) {
        sweepRemoved();
        List<Removed> done = new ArrayList<>();
        Set<ImageId> used = new HashSet<>();
        users.get().forEach(user -> used.add(user.image()));
        // Children before the images they were made from.
        boolean went = true;
        while (went) {
            went = false;
            for (Image image : table.list()) {
                boolean candidate = (all || image.tags().isEmpty()) && table.record(image.id().value()).isPresent(); // it may have gone with a child
                if (candidate && !hasChildren(image) && !used.contains(image.id()) && only.test(image)) {
                    table.referencesTo(image.id().value()).forEach(reference -> untag(image, reference, done));
                    delete(image, false, true, true, done);
                    went = true;
                }
            }
        }
        return done;
    }

    /** Images that were removed by force go for good once their containers are gone. */
    synchronized void sweepRemoved() {
        List<ImageRecord> hidden = table.records().stream().filter(ImageRecord::removed).toList();
        if (hidden.isEmpty()) {
            return;
        }
        Set<String> used = new HashSet<>();
        users.get().forEach(user -> used.add(user.image().value()));
        for (ImageRecord image : hidden) {
            if (!used.contains(image.id())) {
                table.change(draft -> draft.remove(image.id()));
                holds.release(image);
            }
        }
    }
}
