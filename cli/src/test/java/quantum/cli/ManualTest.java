package quantum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ManualTest {
  @Test
  void everyVerb_hasAPage_withItsOptionsAndAnExample() {
    assertThat(Manual.pages())
        .containsKeys("quantum.1", "quantum-status.1", "quantum-config.1", "quantum-config-check.1")
        .allSatisfy(
            (file, page) -> {
              assertThat(page).as(file).startsWith(".TH QUANTUM").contains(".SH SYNOPSIS");
              assertThat(page).as(file).contains("Example: quantum").contains("\\-\\-json");
              assertThat(page.lines()).as(file).noneMatch(line -> line.startsWith("'"));
            });
    assertThat(Manual.pages().get("quantum.1")).contains("quantum\\-doctor").contains("Exit codes");
  }

  @Test
  void completion_knowsVerbsAndOptions() {
    assertThat(Manual.completion())
        .contains("complete -F _complete_quantum")
        .contains("positions")
        .contains("--redis-url");
  }
}
