"""Commands about what people outside do: forms that are open to them, quizzes that they take."""
