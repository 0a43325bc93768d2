package quantum.kernel.exit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WaitTest {
  private static final long NOW = 1_700_000_000_000L;

  @Test
  void wait_nobodyLooks_isNeverOver() {
    assertThat(Wait.BEGUN.isOver(NOW)).isFalse();
    assertThat(Wait.BEGUN.seconds(NOW)).isZero();
  }

  @Test
  void wait_countsFromTheFirstLook() {
    Wait looked = Wait.BEGUN.at(NOW);
    assertThat(looked.at(NOW + 1)).isEqualTo(looked);
    assertThat(looked.at(NOW)).isEqualTo(looked);
    assertThat(looked.isOver(NOW + 29_999)).isFalse();
    assertThat(looked.isOver(NOW + 30_000)).isTrue();
    assertThat(looked.isAlarming()).isFalse();
  }

  @Test
  void wait_askedAgain_waitsAsLongOnceMore() {
    Wait again = Wait.BEGUN.at(NOW).again(NOW + 31_000);
    assertThat(again.isAlarming()).isTrue();
    assertThat(again.asked()).isEqualTo(2);
    assertThat(again.isOver(NOW + 60_999)).isFalse();
    assertThat(again.isOver(NOW + 61_000)).isTrue();
    assertThat(again.seconds(NOW + 61_000)).isEqualTo(61);
  }

  @Test
  void wait_clockSetBack_beginsAnewAndIsNotSilencedByIt() {
    Wait back = Wait.BEGUN.at(NOW).again(NOW + 30_000).at(NOW - 3_600_000);
    assertThat(back.isOver(NOW - 3_600_000 + 29_999)).isFalse();
    assertThat(back.isOver(NOW - 3_600_000 + 30_000)).isTrue();
    assertThat(back.seconds(NOW - 3_600_000 + 30_000)).isEqualTo(30);
    Wait slightly = Wait.BEGUN.at(NOW).again(NOW + 30_000).at(NOW + 10_000);
    assertThat(slightly.seconds(NOW + 30_000)).isEqualTo(30);
    assertThat(slightly.isOver(NOW + 39_999)).isFalse();
  }
}
