package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import quantum.apply.LaneTask.Urgency;
import quantum.kernel.value.Symbol;
import quantum.runtime.systemd.ServiceManager;

class LanesTest {
  private static final Symbol A = Symbol.of("AUSDT");
  private static final Symbol B = Symbol.of("BUSDT");
  private static final Symbol C = Symbol.of("CUSDT");

  private final List<String> done = new CopyOnWriteArrayList<>();

  private LaneTask task(Symbol symbol, Urgency urgency, String name, Runnable work) {
    return new LaneTask() {
      @Override
      public Symbol symbol() {
        return symbol;
      }

      @Override
      public Urgency urgency() {
        return urgency;
      }

      @Override
      public void run() {
        work.run();
        done.add(name);
      }
    };
  }

  private LaneTask task(Symbol symbol, Urgency urgency, String name) {
    return task(symbol, urgency, name, () -> {});
  }

  private static Thread running(Lanes lanes) {
    return Thread.ofPlatform()
        .start(
            () -> {
              try {
                lanes.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void readyLanes_fullClosesBeforeStopsBeforePartialsBeforeEntries() {
    Lanes lanes = new Lanes(1, ServiceManager.none().loop("lanes"));
    CountDownLatch all = new CountDownLatch(1);
    lanes.offer(task(A, Urgency.ENTRY, "entry"));
    lanes.offer(task(C, Urgency.STOP_MOVE, "stop"));
    lanes.offer(task(Symbol.of("E"), Urgency.UPKEEP, "upkeep", all::countDown));
    running(lanes);
    await(all);
    lanes.stop();
    assertThat(done.subList(0, 2)).containsExactly("stop", "entry");
  }

  @Test
  void ofOneSymbol_fullCloseOvertakesAllButTheEntryBefore_andUpkeepYields() {
    Lanes lanes = new Lanes(1, ServiceManager.none().loop("lanes"));
    CountDownLatch all = new CountDownLatch(2);
    lanes.offer(task(A, Urgency.UPKEEP, "upkeep", all::countDown));
    lanes.offer(task(A, Urgency.PARTIAL, "partial"));
    lanes.offer(task(A, Urgency.STOP_MOVE, "stop"));
    lanes.offer(task(A, Urgency.FULL_CLOSE, "full"));
    lanes.offer(task(B, Urgency.ENTRY, "entry of B"));
    lanes.offer(task(B, Urgency.FULL_CLOSE, "close of B", all::countDown));
    running(lanes);
    await(all);
    lanes.stop();
    assertThat(done.stream().filter(name -> !name.endsWith("of B")).limit(3))
        .containsExactly("full", "partial", "stop");
    assertThat(done).containsSubsequence("entry of B", "close of B");
  }

  @Test
  void waitOfOneTask_holdsBackNeitherAnotherSymbol_norAFullCloseOfItsOwn() {
    Lanes lanes = new Lanes(1, ServiceManager.none().loop("lanes"));
    CountDownLatch waits = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(2);
    lanes.offer(
        task(
            A,
            Urgency.PARTIAL,
            "never",
            () -> {
              waits.countDown();
              throw new NotNow(60_000, "trades do not come");
            }));
    running(lanes);
    await(waits);
    lanes.offer(task(A, Urgency.FULL_CLOSE, "own", closed::countDown));
    lanes.offer(task(B, Urgency.FULL_CLOSE, "other", closed::countDown));
    await(closed);
    lanes.stop();
  }

  @Test
  void exits_waitForNoSlot() throws InterruptedException {
    Lanes lanes = new Lanes(1, ServiceManager.none().loop("lanes"));
    CountDownLatch together = new CountDownLatch(5);
    for (int i = 0; i < 5; i++) {
      lanes.offer(
          task(
              Symbol.of("S" + i + "USDT"),
              Urgency.FULL_CLOSE,
              "close",
              () -> {
                together.countDown();
                await(together); // each only ends when all have begun
              }));
    }
    Thread thread = running(lanes);
    await(together);
    lanes.stop();
    thread.join(10_000);
    assertThat(done).hasSize(5);
  }

  @Test
  void waitingLane_keepsItsOrder_andGivesItsPlaceToOthers() {
    Lanes lanes = new Lanes(1, ServiceManager.none().loop("lanes"));
    CountDownLatch all = new CountDownLatch(1);
    AtomicInteger tries = new AtomicInteger();
    lanes.offer(
        task(
            A,
            Urgency.FULL_CLOSE,
            "waited",
            () -> {
              if (tries.incrementAndGet() < 3) {
                throw new NotNow(50, "not yet");
              }
            }));
    lanes.offer(task(A, Urgency.FULL_CLOSE, "next of A", all::countDown));
    lanes.offer(task(B, Urgency.ENTRY, "other"));
    running(lanes);
    await(all);
    lanes.stop();
    assertThat(done.subList(0, 2)).containsExactly("other", "waited");
    assertThat(tries).hasValue(3);
  }

  @Test
  void longWait_isAPauseForEverybody() {
    Lanes lanes = new Lanes(4, ServiceManager.none().loop("lanes"));
    CountDownLatch paused = new CountDownLatch(1);
    CountDownLatch all = new CountDownLatch(2);
    long begun = System.nanoTime();
    AtomicInteger tries = new AtomicInteger();
    lanes.offer(
        task(
            A,
            Urgency.ENTRY,
            "entry",
            () -> {
              if (tries.incrementAndGet() == 1) {
                paused.countDown();
                throw NotNow.ofVenue(1_200, "told to pause");
              }
              all.countDown();
            }));
    running(lanes);
    await(paused);
    // offered while the pause holds or is just about to: in either case not run before its end
    while (tries.get() == 1 && lanes.isWorking()) {
      Thread.onSpinWait();
    }
    lanes.offer(task(B, Urgency.FULL_CLOSE, "close", all::countDown));
    await(all);
    lanes.stop();
    assertThat(System.nanoTime() - begun).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1_100));
  }

  @Test
  void lockedOut_endsTheService_andBeginsNothingMore() {
    Lanes lanes = new Lanes(4, ServiceManager.none().loop("lanes"));
    lanes.offer(
        task(
            A,
            Urgency.ENTRY,
            "never",
            () -> {
              throw new LockedOut("-2015 key");
            }));
    lanes.offer(task(A, Urgency.FULL_CLOSE, "not begun"));
    assertThatThrownBy(lanes::run).isInstanceOf(LockedOut.class).hasMessageContaining("-2015");
    assertThat(done).isEmpty();
  }

  /** It would be closed by what was to close the position before it. */
  @Test
  void entry_passesNoFullCloseThatWaits_norDoWhatComesAfterTheEntry() {
    Lanes lanes = new Lanes(4, ServiceManager.none().loop("lanes"));
    CountDownLatch all = new CountDownLatch(3);
    AtomicInteger tries = new AtomicInteger();
    lanes.offer(
        task(
            A,
            Urgency.FULL_CLOSE,
            "close",
            () -> {
              if (tries.incrementAndGet() < 3) {
                throw new NotNow(50, "no answer");
              }
              all.countDown();
            }));
    lanes.offer(task(A, Urgency.ENTRY, "entry", all::countDown));
    lanes.offer(task(A, Urgency.STOP_MOVE, "its stop", all::countDown));
    running(lanes);
    await(all);
    lanes.stop();
    assertThat(done.subList(0, 2)).containsExactly("close", "entry");
  }

  @Test
  void taskThatIsHastened_beginsBeforeItsTime_alsoIfItIsAtWorkThen() {
    Lanes lanes = new Lanes(4, ServiceManager.none().loop("lanes"));
    CountDownLatch waits = new CountDownLatch(1);
    CountDownLatch again = new CountDownLatch(3);
    AtomicInteger tries = new AtomicInteger();
    AtomicReference<LaneTask> self = new AtomicReference<>();
    self.set(
        task(
            A,
            Urgency.UPKEEP,
            "look",
            () -> {
              again.countDown();
              switch (tries.incrementAndGet()) {
                case 1 -> {
                  lanes.hasten(self.get()); // news come while it is at work
                  throw new NotNow(60_000, "no news");
                }
                case 2 -> {
                  waits.countDown();
                  throw new NotNow(60_000, "no news");
                }
                default -> {}
              }
            }));
    lanes.offer(self.get());
    running(lanes);
    await(waits);
    lanes.hasten(self.get());
    await(again);
    lanes.stop();
  }
}
