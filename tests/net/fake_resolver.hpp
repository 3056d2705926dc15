#pragma once

namespace agent::test {

// Takes the place of the C library's name resolution in this program, for every name that ends in
// ".test". There is one at a time. What it answers may change while others ask.
class FakeResolver {
 public:
  enum class Mode {
    kUnknown,   // the name does not exist
    kLoopback,  // it is 127.0.0.1
    kSilent,    // no answer comes
  };

  explicit FakeResolver(Mode mode) { Set(mode); }
  FakeResolver(const FakeResolver&) = delete;
  FakeResolver& operator=(const FakeResolver&) = delete;
  ~FakeResolver();  // lets go of all who wait, and waits until they have gone

  void Set(Mode mode);
  void AwaitQuestion() const;  // returns once somebody waits for an answer
};

}  // namespace agent::test
