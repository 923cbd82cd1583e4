"""大赛评审: from the accepted sign-ups of a contest to its awards, judged by people who come by a personal link."""
