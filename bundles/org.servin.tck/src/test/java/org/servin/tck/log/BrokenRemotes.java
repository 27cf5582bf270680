package org.servin.tck.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogPlace;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;

/** Drivers that send, each with one fault that has been seen somewhere. */
final class BrokenRemotes {
    private BrokenRemotes() { }

    private static RemoteDriver sinking(RemoteDriver.Memory destination, BiFunction<RemoteDriver, LogTarget, LogSink> open) {
        return new RemoteDriver(destination) {
            @Override
            public LogSink open(LogTarget target) {
                return open.apply(this, target);
            }
        };
    }

    static final class TakesWhatNobodyTakes extends ReferenceContracts.OfRemote {
        TakesWhatNobodyTakes() {
            super(memory -> sinking(memory, (driver, target) -> driver.new Sink(target) {
                @Override
                public LogReceipt append(List<LogRecord> batch) {
                    try {
                        return super.append(batch);
                    } catch (ServinException unavailable) {
                        return LogReceipt.all(batch);
                    }
                }
            }));
        }
    }

    static final class HasAQueueOfItsOwn extends ReferenceContracts.OfRemote {
        HasAQueueOfItsOwn() {
            super(memory -> {
                List<LogRecord> queue = new ArrayList<>();
                return sinking(memory, (driver, target) -> driver.new Sink(target) {
                    @Override
                    public LogReceipt append(List<LogRecord> batch) {
                        queue.addAll(batch);
                        super.append(List.copyOf(queue));
                        queue.clear();
                        return LogReceipt.all(batch);
                    }

                    @Override
                    public void close() {
                        while (!queue.isEmpty() && isUp(memory)) {
                            super.append(List.of(queue.remove(0)));
                        }
                    }
                });
            });
        }

        private static boolean isUp(RemoteDriver.Memory memory) {
            try {
                memory.ping();
                return true;
            } catch (IOException e) {
                return false;
            }
        }
    }

    static final class SendsAHalfAndClaimsAll extends ReferenceContracts.OfRemote {
        SendsAHalfAndClaimsAll() {
            super(memory -> sinking(memory, (driver, target) -> driver.new Sink(target) {
                @Override
                public LogReceipt append(List<LogRecord> batch) {
                    super.append(batch.subList(0, (batch.size() + 1) / 2));
                    return LogReceipt.all(batch);
                }
            }));
        }
    }

    static final class DoesNotOpenWhileItsDestinationIsDown extends ReferenceContracts.OfRemote {
        DoesNotOpenWhileItsDestinationIsDown() {
            super(memory -> sinking(memory, (driver, target) -> {
                driver.reach(target);
                return driver.new Sink(target);
            }));
        }
    }

    static final class ReachesWhatIsDown extends ReferenceContracts.OfRemote {
        ReachesWhatIsDown() {
            super(memory -> new RemoteDriver(memory) {
                @Override
                public void reach(LogTarget target) { }
            });
        }
    }

    static final class SaysThatItsLogsGoWithTheContainer extends ReferenceContracts.OfRemote {
        SaysThatItsLogsGoWithTheContainer() {
            super(memory -> new RemoteDriver(memory) {
                @Override
                public LogPlace place() {
                    return LogPlace.CONTAINER;
                }
            });
        }
    }

    static final class TellsASecret extends ReferenceContracts.OfRemote {
        TellsASecret() {
            super(memory -> new RemoteDriver(memory) {
                @Override
                ServinException failed(IOException e, LogTarget target) {
                    return new ServinException(ErrorKind.UNAVAILABLE, "log driver remote: " + target.options() + ": " + e.getMessage(), e);
                }
            });
        }
    }

    static final class FailsInAnotherWay extends ReferenceContracts.OfRemote {
        FailsInAnotherWay() {
            super(memory -> new RemoteDriver(memory) {
                @Override
                ServinException failed(IOException e, LogTarget target) {
                    return ServinException.internal("log driver remote: " + e.getMessage(), e);
                }
            });
        }
    }

    static final class WaitsThroughInterrupts extends ReferenceContracts.OfRemote {
        WaitsThroughInterrupts() {
            super(memory -> sinking(memory, (driver, target) -> driver.new Sink(target) {
                @Override
                public LogReceipt append(List<LogRecord> batch) {
                    while (true) {
                        try {
                            memory.deliver(target, batch);
                            return LogReceipt.all(batch);
                        } catch (InterruptedException e) {
                            continue; // the fault
                        } catch (IOException e) {
                            throw driver.failed(e, target);
                        }
                    }
                }
            }));
        }
    }
}
