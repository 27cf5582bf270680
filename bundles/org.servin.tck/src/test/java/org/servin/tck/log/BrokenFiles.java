package org.servin.tck.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogBatch;
import org.servin.spi.log.LogCursor;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogPlace;
import org.servin.spi.log.LogQuery;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;

/** Drivers that keep files, each with one fault that has been seen somewhere. */
final class BrokenFiles {
    private BrokenFiles() { }

    /** Writes something else than it was given. */
    private static FileDriver writing(Function<List<LogRecord>, List<LogRecord>> altered) {
        return sinking(path -> new FileDriver.Sink(path) {
            @Override
            void write(List<LogRecord> batch) {
                super.write(altered.apply(batch));
            }
        });
    }

    private static FileDriver sinking(Function<Path, LogSink> open) {
        return new FileDriver() {
            @Override
            public LogSink open(LogTarget target) {
                return open.apply(file(target));
            }
        };
    }

    private static FileDriver reading(BiFunction<Path, LogQuery, LogCursor> read) {
        return new FileDriver() {
            @Override
            public LogCursor read(LogTarget target, LogQuery query) {
                return read.apply(file(target), query);
            }
        };
    }

    /** Says that it wants so many bytes of a record, and keeps so many. */
    private static FileDriver wanting(int bytes, int kept) {
        return new FileDriver() {
            @Override
            public int recordBytes() {
                return bytes;
            }

            @Override
            public LogSink open(LogTarget target) {
                return new Sink(file(target)) {
                    @Override
                    void write(List<LogRecord> batch) {
                        super.write(each(batch, r -> new LogRecord(r.source(), r.epochNanos(), Arrays.copyOf(r.text(), Math.min(kept, r.text().length)), r.complete())));
                    }
                };
            }
        };
    }

    private static List<LogRecord> each(List<LogRecord> batch, Function<LogRecord, LogRecord> altered) {
        return batch.stream().map(altered).toList();
    }

    static final class LosesTheLastOfABatch extends ReferenceContracts.OfFiles {
        LosesTheLastOfABatch() {
            super(() -> writing(batch -> batch.size() < 2 ? batch : batch.subList(0, batch.size() - 1)));
        }
    }

    static final class Reorders extends ReferenceContracts.OfFiles {
        Reorders() {
            super(() -> writing(batch -> {
                List<LogRecord> other = new ArrayList<>(batch);
                other.add(0, other.remove(other.size() - 1));
                return other;
            }));
        }
    }

    static final class SwallowsThePieceFlag extends ReferenceContracts.OfFiles {
        SwallowsThePieceFlag() {
            super(() -> writing(batch -> each(batch, record -> new LogRecord(record.source(), record.epochNanos(), record.text(), true))));
        }
    }

    static final class MixesStreams extends ReferenceContracts.OfFiles {
        MixesStreams() {
            super(() -> writing(batch -> each(batch, record -> new LogRecord(LogSource.STDOUT, record.epochNanos(), record.text(), record.complete()))));
        }
    }

    static final class RoundsTimes extends ReferenceContracts.OfFiles {
        RoundsTimes() {
            super(() -> writing(batch -> each(batch, record -> new LogRecord(record.source(), record.epochNanos() / 1_000_000 * 1_000_000, record.text(), record.complete()))));
        }
    }

    static final class LeavesEmptyLinesOut extends ReferenceContracts.OfFiles {
        LeavesEmptyLinesOut() {
            super(() -> writing(batch -> batch.stream().filter(record -> record.text().length > 0).toList()));
        }
    }

    static final class EndsATextAtNul extends ReferenceContracts.OfFiles {
        EndsATextAtNul() {
            super(() -> writing(batch -> each(batch, record -> new LogRecord(record.source(), record.epochNanos(), upToNul(record.text()), record.complete()))));
        }

        private static byte[] upToNul(byte[] text) {
            int length = 0;
            while (length < text.length && text[length] != 0) {
                length++;
            }
            return Arrays.copyOf(text, length);
        }
    }

    static final class TakesTextForUtf8 extends ReferenceContracts.OfFiles {
        TakesTextForUtf8() {
            super(() -> writing(batch -> each(batch, record -> new LogRecord(record.source(), record.epochNanos(),
                    new String(record.text(), java.nio.charset.StandardCharsets.UTF_8).getBytes(java.nio.charset.StandardCharsets.UTF_8), record.complete()))));
        }
    }

    static final class CutsLongLines extends ReferenceContracts.OfFiles {
        CutsLongLines() {
            super(() -> wanting(LogDriver.RECORD_BYTES, 32_000));
        }
    }

    static final class ChangesTheBatch extends ReferenceContracts.OfFiles {
        ChangesTheBatch() {
            super(() -> sinking(path -> new FileDriver.Sink(path) {
                @Override
                void write(List<LogRecord> batch) {
                    super.write(batch);
                    batch.forEach(record -> Arrays.fill(record.text(), (byte) 0));
                }
            }));
        }
    }

    static final class ChangesTheMemoryOfABatch extends ReferenceContracts.OfFiles {
        ChangesTheMemoryOfABatch() {
            super(() -> sinking(path -> new FileDriver.Sink(path) {
                @Override
                public LogReceipt append(LogBatch batch, boolean last) {
                    LogReceipt receipt = super.append(batch, last);
                    batch.bytes()[batch.end(0)] = '\n';
                    return receipt;
                }
            }));
        }
    }

    static final class TakesTextsFromTheStartOfTheMemory extends ReferenceContracts.OfFiles {
        TakesTextsFromTheStartOfTheMemory() {
            super(() -> sinking(path -> new FileDriver.Sink(path) {
                @Override
                public LogReceipt append(LogBatch batch, boolean last) {
                    write(each(batch.records(), record -> new LogRecord(record.source(), record.epochNanos(), Arrays.copyOf(batch.bytes(), record.text().length), record.complete())));
                    return new LogReceipt(batch.size(), 0);
                }
            }));
        }
    }

    static final class KeepsTheMemoryOfABatch extends ReferenceContracts.OfFiles {
        KeepsTheMemoryOfABatch() {
            super(() -> sinking(path -> new FileDriver.Sink(path) {
                private LogBatch kept;

                @Override
                public LogReceipt append(LogBatch batch, boolean last) {
                    close(kept);
                    kept = batch;
                    return new LogReceipt(batch.size(), 0);
                }

                private void close(LogBatch before) {
                    if (before != null) {
                        super.append(before, false);
                    }
                }

                @Override
                public void close() {
                    close(kept);
                    super.close();
                }
            }));
        }
    }

    static final class TakesListsOtherwise extends ReferenceContracts.OfFiles {
        TakesListsOtherwise() {
            super(() -> sinking(path -> new FileDriver.Sink(path) {
                @Override
                public LogReceipt append(LogBatch batch, boolean last) {
                    return super.append(batch.records());
                }

                @Override
                public LogReceipt append(List<LogRecord> batch) {
                    return LogReceipt.all(batch);
                }
            }));
        }
    }

    static final class KeepsBatchesUntilItIsClosed extends ReferenceContracts.OfFiles {
        KeepsBatchesUntilItIsClosed() {
            super(() -> sinking(path -> new FileDriver.Sink(path) {
                private final List<LogRecord> kept = new ArrayList<>();

                @Override
                void write(List<LogRecord> batch) {
                    kept.addAll(batch);
                }

                @Override
                public void close() {
                    super.write(kept);
                    super.close();
                }
            }));
        }
    }

    static final class StartsAnewWhenOpened extends ReferenceContracts.OfFiles {
        StartsAnewWhenOpened() {
            super(() -> sinking(path -> {
                FileDriver.Sink sink = new FileDriver.Sink(path);
                sink.rewind("0");
                return sink;
            }));
        }
    }

    static final class ClaimsToHaveTakenMore extends ReferenceContracts.OfFiles {
        ClaimsToHaveTakenMore() {
            super(() -> sinking(path -> new FileDriver.Sink(path) {
                @Override
                public LogReceipt append(List<LogRecord> batch) {
                    write(batch);
                    return new LogReceipt(batch.size() + 1, 0);
                }
            }));
        }
    }

    static final class RefusesWhatItTakes extends ReferenceContracts.OfFiles {
        RefusesWhatItTakes() {
            super(() -> sinking(path -> new FileDriver.Sink(path) {
                @Override
                public LogReceipt append(List<LogRecord> batch) {
                    write(batch);
                    return new LogReceipt(batch.size(), 1);
                }
            }));
        }
    }

    static final class DoesNotGoBack extends ReferenceContracts.OfFiles {
        DoesNotGoBack() {
            super(() -> sinking(path -> new FileDriver.Sink(path) {
                @Override
                public void rewind(String mark) { }
            }));
        }
    }

    static final class GoesBackTooFar extends ReferenceContracts.OfFiles {
        GoesBackTooFar() {
            super(() -> sinking(path -> new FileDriver.Sink(path) {
                @Override
                public void rewind(String mark) {
                    super.rewind("0");
                }
            }));
        }
    }

    static final class MarksAtLength extends ReferenceContracts.OfFiles {
        MarksAtLength() {
            super(() -> sinking(path -> new FileDriver.Sink(path) {
                @Override
                public String mark() {
                    return "0".repeat(200) + super.mark();
                }
            }));
        }
    }

    static final class ForgetsToClose extends ReferenceContracts.OfFiles {
        private static final List<LogSink> OPEN = new ArrayList<>(); // where they are kept from the garbage collector

        ForgetsToClose() {
            super(() -> sinking(path -> new FileDriver.Sink(path) {
                @Override
                public void close() {
                    OPEN.add(this);
                }
            }));
        }

        static void closeAll() throws IOException {
            for (LogSink sink : OPEN) {
                ((FileDriver.Sink) sink).file.close();
            }
            OPEN.clear();
        }
    }

    static final class LeavesAThread extends ReferenceContracts.OfFiles {
        static final CountDownLatch END = new CountDownLatch(1);

        LeavesAThread() {
            super(() -> sinking(path -> {
                Thread thread = new Thread(LeavesAThread::awaitEnd, "left behind");
                thread.setDaemon(true);
                thread.start();
                return new FileDriver.Sink(path);
            }));
        }

        private static void awaitEnd() {
            try {
                END.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static final class HangsInAppend extends ReferenceContracts.OfFiles {
        static final CountDownLatch END = new CountDownLatch(1);

        HangsInAppend() {
            super(() -> sinking(path -> new FileDriver.Sink(path) {
                @Override
                void write(List<LogRecord> batch) {
                    while (END.getCount() > 0) {
                        try {
                            END.await();
                        } catch (InterruptedException e) {
                            continue; // the fault
                        }
                    }
                }
            }));
        }
    }

    static final class SwallowsAnInterrupt extends ReferenceContracts.OfFiles {
        SwallowsAnInterrupt() {
            super(() -> writing(batch -> Thread.interrupted() ? batch : batch));
        }
    }

    static final class HasOneFileForAll extends ReferenceContracts.OfFiles {
        HasOneFileForAll() {
            super(() -> new FileDriver() {
                @Override
                Path file(LogTarget target) {
                    return target.folder().resolveSibling("all");
                }
            });
        }
    }

    static final class SaysThatItsLogsAreElsewhere extends ReferenceContracts.OfFiles {
        SaysThatItsLogsAreElsewhere() {
            super(() -> new FileDriver() {
                @Override
                public LogPlace place() {
                    return LogPlace.ELSEWHERE;
                }
            });
        }
    }

    static final class WantsLongerRecordsThanItKeeps extends ReferenceContracts.OfFiles {
        WantsLongerRecordsThanItKeeps() {
            super(() -> wanting(200_000, 100_000));
        }
    }

    static final class WantsTooLongRecords extends ReferenceContracts.OfFiles {
        WantsTooLongRecords() {
            super(() -> wanting(1 << 21, 1 << 21));
        }
    }

    static final class LeavesItsFile extends ReferenceContracts.OfFiles {
        LeavesItsFile() {
            super(() -> new FileDriver() {
                @Override
                public void remove(LogTarget target) { }
            });
        }
    }

    static final class AcceptsUnknownOptions extends ReferenceContracts.OfFiles {
        AcceptsUnknownOptions() {
            super(() -> new FileDriver() {
                @Override
                public void validate(Map<String, String> options) { }
            });
        }
    }

    static final class DoesNotSayWhatItRefuses extends ReferenceContracts.OfFiles {
        DoesNotSayWhatItRefuses() {
            super(() -> new FileDriver() {
                @Override
                public void validate(Map<String, String> options) {
                    if (!options.isEmpty()) {
                        throw ServinException.invalid("a bad option");
                    }
                }
            });
        }
    }

    static final class EndsReadingAtNul extends ReferenceContracts.OfFiles {
        EndsReadingAtNul() {
            super(() -> reading((path, query) -> new FileDriver.Cursor(path, query) {
                @Override
                public Optional<LogRecord> next() {
                    return super.next().filter(record -> record.text().length == 0 || record.text()[0] != 0);
                }
            }));
        }
    }

    static final class ReadsOneLineTooMany extends ReferenceContracts.OfFiles {
        ReadsOneLineTooMany() {
            super(() -> reading((path, query) -> new FileDriver.Cursor(path,
                    new LogQuery(query.sinceEpochNanos(), query.untilEpochNanos(), query.tail() > 0 ? query.tail() + 1 : query.tail(), query.after()))));
        }
    }

    static final class LeavesTheTimeItselfOut extends ReferenceContracts.OfFiles {
        LeavesTheTimeItselfOut() {
            super(() -> reading((path, query) -> new FileDriver.Cursor(path,
                    new LogQuery(query.sinceEpochNanos() == Long.MIN_VALUE ? Long.MIN_VALUE : query.sinceEpochNanos() + 1, query.untilEpochNanos(), query.tail(), query.after()))));
        }
    }

    static final class SeesOnlyWhatWasThere extends ReferenceContracts.OfFiles {
        SeesOnlyWhatWasThere() {
            super(() -> reading((path, query) -> {
                List<LogRecord> there = new ArrayList<>();
                try (LogCursor cursor = new FileDriver.Cursor(path, query)) {
                    for (Optional<LogRecord> record; (record = cursor.next()).isPresent();) {
                        there.add(record.get());
                    }
                }
                return new FileDriver.Cursor(path, query) {
                    @Override
                    public Optional<LogRecord> next() {
                        return there.isEmpty() ? Optional.empty() : Optional.of(there.remove(0));
                    }
                };
            }));
        }
    }

    static final class GoesOnOneTooEarly extends ReferenceContracts.OfFiles {
        GoesOnOneTooEarly() {
            super(() -> reading((path, query) -> new FileDriver.Cursor(path, query) {
                private long before = position;

                @Override
                Optional<LogRecord> one() {
                    before = position;
                    return super.one();
                }

                @Override
                public String position() {
                    return String.valueOf(before);
                }
            }));
        }
    }
}
