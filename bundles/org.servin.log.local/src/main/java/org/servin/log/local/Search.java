package org.servin.log.local;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.spi.log.LogQuery;

/** Finds where to begin to read: by the heads of the files, from the youngest back, and by halving within one. What is before that place is not read. */
final class Search {
    private final LogFolder folder;

    Search(LogFolder folder) {
        this.folder = folder;
    }

    /** Where a cursor begins. */
    Place begin(LogQuery query) {
        if (query.after().isPresent()) {
            return Place.of(query.after().get());
        }
        Place tail = query.tail() < 0 ? Place.FIRST : tail(query.tail());
        Place since = query.sinceEpochNanos() == Long.MIN_VALUE ? Place.FIRST : since(query.sinceEpochNanos());
        return tail.compareTo(since) > 0 ? tail : since;
    }

    private interface Look<T> {
        /** What is found in a file, if that is where it is. */
        Optional<T> at(LogFolder.LogFile file, BlockFile blocks, FileHead head);
    }

    private Place tail(long records) {
        long[] end = {-1};
        return find((file, blocks, head) -> {
            if (end[0] < 0) {
                end[0] = head.base() + blocks.last().map(Block::endIndex).orElse(0L);
            }
            long wanted = end[0] - Math.min(records, end[0]) - head.base();
            return wanted >= 0 ? Optional.of(new Place(file.number(), wanted)) : Optional.empty();
        });
    }

    private Place since(long nanos) {
        return find((file, blocks, head) -> {
            if (head.maxBefore() >= nanos) {
                return Optional.empty();
            }
            Predicate<Block> before = block -> block.latest() < nanos;
            blocks.position(blocks.search(before));
            Block first = blocks.next();
            long index = first != null ? first.firstIndex() : blocks.last().map(Block::endIndex).orElse(0L);
            return Optional.of(new Place(file.number(), index));
        });
    }

    private Place find(Look<Place> look) {
        List<LogFolder.LogFile> files = folder.oldestFirst();
        for (int i = files.size() - 1; i >= 0; i--) {
            LogFolder.LogFile file = files.get(i);
            try (BlockFile blocks = BlockFile.open(file.path())) {
                Optional<Place> found = blocks.head().flatMap(head -> look.at(file, blocks, head));
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (ErrnoException e) {
                if (!e.is(Errno.ENOENT)) {
                    throw e;
                }
                return find(look); // it was compressed or has gone meanwhile
            }
        }
        return Place.FIRST;
    }
}
