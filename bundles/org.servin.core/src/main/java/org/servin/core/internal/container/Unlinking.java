package org.servin.core.internal.container;

import org.servin.core.internal.container.LinkNames.Name;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Removes single links between containers ({@code docker rm --link}). */
final class Unlinking {
    private final Seams seams;

    Unlinking(Seams seams) {
        this.seams = seams;
    }

    /** Removes the link that gives this name; neither of its containers. The linker's {@code hosts} forgets the other at once. */
    void remove(String ref) {
        seams.table().find(ref);
        Name name = Name.parse(ref).orElseThrow(
                () -> new ServinException(ErrorKind.INTERNAL, "Conflict, cannot remove the default link name of the container"));
        Container linker = seams.table().find(name.linker());
        linker.lock.lock();
        try {
            ContainerRecord record = seams.table().keep(linker, r -> r.withHost(Configs.withLinks(r.host(), LinkNames.without(r, name.alias()))));
            seams.networking().unlinked(seams.table().subject(record), name.alias());
        } finally {
            linker.lock.unlock();
        }
    }
}
