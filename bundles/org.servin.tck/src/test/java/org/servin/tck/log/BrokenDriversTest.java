package org.servin.tck.log;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The contract finds the fault of each broken driver: the check that is named fails, whichever others do. */
class BrokenDriversTest {
    @AfterAll
    static void endWhatWasLeft() throws Exception {
        BrokenFiles.ForgetsToClose.closeAll();
        BrokenFiles.LeavesAThread.END.countDown();
        BrokenFiles.HangsInAppend.END.countDown();
    }

    @ParameterizedTest
    @CsvSource({
        "LosesTheLastOfABatch, keepsOrderAndLosesAndDoublesNothing",
        "Reorders, keepsOrderAndLosesAndDoublesNothing",
        "SwallowsThePieceFlag, writesPiecesAndBothStreams",
        "MixesStreams, writesPiecesAndBothStreams",
        "RoundsTimes, keepsOrderAndLosesAndDoublesNothing",
        "LeavesEmptyLinesOut, writesEmptyLines",
        "EndsATextAtNul, writesNulBytes",
        "TakesTextForUtf8, writesBytesThatAreNoText",
        "CutsLongLines, writesTheBiggestBatches",
        "ChangesTheBatch, leavesBatchesAsTheyAre",
        "ChangesTheMemoryOfABatch, keepsOrderAndLosesAndDoublesNothing",
        "TakesTextsFromTheStartOfTheMemory, keepsOrderAndLosesAndDoublesNothing",
        "KeepsTheMemoryOfABatch, keepsOrderAndLosesAndDoublesNothing",
        "TakesListsOtherwise, takesListsOfRecordsAlike",
        "KeepsBatchesUntilItIsClosed, hasWhatItTookWhenAppendReturns",
        "StartsAnewWhenOpened, goesOnWhereItWasWhenOpenedAgain",
        "ClaimsToHaveTakenMore, saysInItsReceiptsWhatItTook",
        "RefusesWhatItTakes, saysInItsReceiptsWhatItTook",
        "DoesNotGoBack, comesBackFromEveryCrashWithinABatch",
        "GoesBackTooFar, comesBackFromEveryCrashWithinABatch",
        "MarksAtLength, marksAreShort",
        "ForgetsToClose, givesItsDescriptorsBack",
        "LeavesAThread, leavesNoThreadBehind",
        "SwallowsAnInterrupt, anInterruptedAppendEnds",
        "HasOneFileForAll, keepsContainersApartThatWriteAtOnce",
        "HasOneFileForAll, itsLogGoesWithTheContainersFolder",
        "SaysThatItsLogsAreElsewhere, itsLogGoesWithTheContainersFolder",
        "LeavesItsFile, removingLeavesNothing",
        "WantsLongerRecordsThanItKeeps, writesTheBiggestBatches",
        "WantsTooLongRecords, saysHowLongItsRecordsMayBe",
        "AcceptsUnknownOptions, refusesAnUnknownOptionAndNamesIt",
        "DoesNotSayWhatItRefuses, refusesAnUnknownOptionAndNamesIt",
        "EndsReadingAtNul, writesNulBytes",
        "ReadsOneLineTooMany, readsTheLastLines",
        "LeavesTheTimeItselfOut, readsWhatIsSinceAndUntilATimeBothIncluded",
        "SeesOnlyWhatWasThere, aReaderThatWasThereFirstSeesWhatComes",
        "GoesOnOneTooEarly, goesOnAfterAPositionInADriverMadeAnew",
    })
    void findsTheFaultOfADriverThatKeepsFiles(String driver, String check) {
        assertFails(selectClass(BrokenFiles.class.getName() + "$" + driver), check);
    }

    @ParameterizedTest
    @CsvSource({
        "TakesWhatNobodyTakes, takesNothingWhileItsDestinationIsDownAndGoesOnInOrder",
        "HasAQueueOfItsOwn, takesNothingWhileItsDestinationIsDownAndGoesOnInOrder",
        "SendsAHalfAndClaimsAll, keepsOrderAndLosesAndDoublesNothing",
        "DoesNotOpenWhileItsDestinationIsDown, opensAlsoWhileItsDestinationIsDown",
        "SaysThatItsLogsGoWithTheContainer, itsLogsAreElsewhere",
        "ReachesWhatIsDown, saysWhetherItsDestinationAnswers",
        "TellsASecret, takesNothingWhileItsDestinationIsDownAndGoesOnInOrder",
        "FailsInAnotherWay, takesNothingWhileItsDestinationIsDownAndGoesOnInOrder",
        "WaitsThroughInterrupts, anInterruptEndsAnAppendToADestinationThatSaysNothing",
    })
    void findsTheFaultOfADriverThatSends(String driver, String check) {
        assertFails(selectClass(BrokenRemotes.class.getName() + "$" + driver), check);
    }

    /** Only the check that is about it: the others would all wait. */
    @Test
    void findsADriverThatHangs() {
        assertFails(selectMethod(BrokenFiles.HangsInAppend.class, "appendsEnd"), "appendsEnd");
    }

    private static void assertFails(DiscoverySelector selector, String check) {
        Set<String> failed = new TreeSet<>();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request().selectors(selector).build();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                    failed.add(test.getDisplayName().replace("()", ""));
                }
            }
        });
        assertTrue(failed.contains(check), check + " did not fail, but " + failed);
    }
}
